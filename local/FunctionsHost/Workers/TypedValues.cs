using FunctionsHost.Rpc;
using Google.Protobuf;
using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FunctionsHost.Workers;

/// <summary>Values as they travel between host and worker.</summary>
internal static class TypedValues
{
    private static readonly JsonSerializerSettings AsWritten = new() { DateParseHandling = DateParseHandling.None };

    public static TypedData Of(object? value) => value switch
    {
        null => new(),
        string text => new() { String = text },
        byte[] bytes => new() { Bytes = ByteString.CopyFrom(bytes) },
        double number => new() { Double = number },
        JToken token => new() { Json = token.ToString(Formatting.None) },
        ParameterBindingData data => new()
        {
            ModelBindingData = new()
            {
                Version = data.Version,
                Source = data.Source,
                ContentType = data.ContentType,
                Content = ByteString.CopyFrom(data.Content.ToArray()),
            },
        },
        _ => new() { Json = JsonConvert.SerializeObject(value) },
    };

    public static object? Read(TypedData? data) => data?.DataCase switch
    {
        TypedData.DataOneofCase.String => data.String,
        TypedData.DataOneofCase.Json => JsonConvert.DeserializeObject(data.Json, AsWritten),
        TypedData.DataOneofCase.Bytes => data.Bytes.ToByteArray(),
        TypedData.DataOneofCase.Stream => data.Stream.ToByteArray(),
        TypedData.DataOneofCase.Int => data.Int,
        TypedData.DataOneofCase.Double => data.Double,
        _ => null,
    };
}
