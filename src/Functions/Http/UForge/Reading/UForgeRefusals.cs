namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>The refusals of a body. None quotes a value: what a caller sent may be a secret.</summary>
internal static class UForgeRefusals
{
    public static RefusalException Malformed(string why) => new(400, "MALFORMED_BODY", why);

    public static RefusalException TooLarge(int limit) =>
        new(413, "BODY_TOO_LARGE", $"The body is larger than {limit} bytes.");

    public static RefusalException UnsupportedMediaType() =>
        new(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/xml or application/json.", "Content-Type");

    public static RefusalException Invalid(string field, string why) => new(400, "INVALID_FIELD", $"{field}: {why}", field);

    public static RefusalException Missing(string field, string why) => new(400, "MISSING_FIELD", $"{field} is missing: {why}", field);

    public static RefusalException Duplicate(string field) =>
        new(400, "DUPLICATE_FIELD", $"{field} is given more than once.", field);
}
