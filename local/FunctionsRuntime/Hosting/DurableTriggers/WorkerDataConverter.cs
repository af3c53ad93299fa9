using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace FunctionsRuntime.Hosting.DurableTriggers;

/// <summary>Durable inputs and outputs in the worker's JSON, as the real extension has them (DurableTaskExtensionStartup).</summary>
internal sealed class WorkerDataConverter(ObjectSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value) => value is null ? null : serializer.Serialize(value, value.GetType()).ToString();

    public override object? Deserialize(string? data, Type targetType)
    {
        if (data is null)
        {
            return null;
        }

        using Stream stream = BinaryData.FromString(data).ToStream();
        return serializer.Deserialize(stream, targetType, CancellationToken.None);
    }
}
