namespace ImagePublishFunctions.Clouds;

/// <summary>
/// A call to a cloud failed. The message is fit for a ticket: no token, password, query or user info of a URL, no markup,
/// at most <see cref="CloudText.MaximumLength"/> characters of the cloud's own words. There is no inner exception, because those
/// of HTTP handlers and parsers quote what was sent and received.
/// </summary>
/// <remarks>One thrown by a handler below a client (an outbound guard, say) reaches the client's caller as it is.</remarks>
public sealed class CloudException(
    CloudErrorKind kind, string code, string message, int? status = null, TimeSpan? retryAfter = null, string? said = null) : Exception(message)
{
    public CloudErrorKind Kind { get; } = kind;

    /// <summary>One of <see cref="CloudErrorCode"/>, or what Open Telekom Cloud gave: <c>IMG.0144</c>, <c>KMS.0401</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; } = status;

    /// <summary>The cloud's own words within the message; null where it said nothing.</summary>
    public string? Said { get; } = said;

    /// <summary>Why no answer came, in the words of <see cref="TransportFault"/>; null where one came or none was waited for.</summary>
    public string? Cause { get; init; }

    /// <summary>The Retry-After of the answer; null where it gave none.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
