namespace ImagePublishFunctions.Http;

/// <summary>
/// A request that is refused. One middleware turns it into the error shape of the door's family (uforgeError, problem details, …).
/// The message is shown to the caller: it names the field that is wrong and never holds a secret. The cause of a 5xx is for the log.
/// </summary>
public sealed class RefusalException(int status, string code, string message, string? field = null, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The HTTP status code, 400 to 599.</summary>
    public int Status { get; } = status;

    /// <summary>A stable identifier in upper case, for example <c>IMAGE_NOT_FOUND</c>; UForge's <c>messageId</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The field, path or query parameter that is wrong; null when it is none.</summary>
    public string? Field { get; } = field;
}
