using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How the worker reads inputs.</summary>
public class WorkerOptions
{
    /// <summary>Reads and writes JSON; when unset, System.Text.Json with the configured JsonSerializerOptions.</summary>
    public ObjectSerializer? Serializer { get; set; }
}
