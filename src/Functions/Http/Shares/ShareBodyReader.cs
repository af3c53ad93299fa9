using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImagePublishFunctions.Http.Shares;

/// <summary>Reads shares from JSON: strictly, since a mistyped name of a field must not be passed over.</summary>
public static class ShareBodyReader
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
        MaxDepth = 8,
    };

    /// <summary>Reads one share.</summary>
    /// <exception cref="RefusalException">400, naming the place in the JSON.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
        where T : ShareBody
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Strict) ?? throw new RefusalException(400, "BODY_INVALID", "A JSON object is needed.");
        }
        catch (JsonException e)
        {
            throw new RefusalException(400, "BODY_INVALID", $"The JSON is not what is needed at {e.Path ?? "$"}.", e.Path);
        }
    }
}
