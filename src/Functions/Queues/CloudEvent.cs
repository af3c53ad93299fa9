using System.Text.Json.Serialization;

namespace ImagePublishFunctions.Queues;

/// <summary>An event in the JSON format of CloudEvents 1.0, structured mode.</summary>
/// <typeparam name="T">What it tells.</typeparam>
/// <param name="Id">With the source unique: the same event sent twice has the same id.</param>
/// <param name="Type">What happened, for example <c>imagepublish.share.completed</c>.</param>
/// <param name="Subject">What it happened to: the job's id.</param>
/// <param name="Time">When, UTC.</param>
/// <param name="Data">The details.</param>
public sealed record CloudEvent<T>(
    [property: JsonPropertyOrder(1)] string Id,
    [property: JsonPropertyOrder(2)] string Type,
    [property: JsonPropertyOrder(3)] string Subject,
    [property: JsonPropertyOrder(4)] DateTimeOffset Time,
    [property: JsonPropertyOrder(6)] T Data)
{
    /// <summary>The version of CloudEvents.</summary>
    [JsonPropertyOrder(-2)]
    [JsonPropertyName("specversion")]
    public string SpecificationVersion => "1.0";

    /// <summary>Where it happened.</summary>
    [JsonPropertyOrder(-1)]
    public string Source => "/queues/bulk-share";

    /// <summary>The media type of <see cref="Data"/>.</summary>
    [JsonPropertyOrder(5)]
    [JsonPropertyName("datacontenttype")]
    public string DataContentType => "application/json";
}
