namespace ImagePublishFunctions.Clouds;

/// <summary>The stable values of <see cref="CloudException.Code"/>; they are stored in tickets and never renamed.</summary>
public static class CloudErrorCode
{
    /// <summary>The identity service refused the login; it never says which part of it was wrong.</summary>
    public const string AuthenticationFailed = nameof(AuthenticationFailed);

    /// <summary>A service refused the token (expired, revoked, or its identity service is down): log in again, once.</summary>
    public const string TokenRejected = nameof(TokenRejected);

    /// <summary>The identity service does not offer the version asked for.</summary>
    public const string VersionNotOffered = nameof(VersionNotOffered);

    /// <summary>The login is good, but names no project and the user has no default one.</summary>
    public const string NoProject = nameof(NoProject);

    /// <summary>The catalogue has no usable image endpoint in the region, and none was given.</summary>
    public const string NoImageEndpoint = nameof(NoImageEndpoint);

    /// <summary>400, 415, 422 and other client errors without a code of their own.</summary>
    public const string BadRequest = nameof(BadRequest);

    /// <summary>403: not allowed, or the image is protected.</summary>
    public const string Forbidden = nameof(Forbidden);

    /// <summary>404: absent or not visible to this project.</summary>
    public const string NotFound = nameof(NotFound);

    /// <summary>409: the id was used before, or the image's status does not allow it.</summary>
    public const string Conflict = nameof(Conflict);

    /// <summary>413: over a size, storage or property limit.</summary>
    public const string TooLarge = nameof(TooLarge);

    /// <summary>429: come back after <see cref="CloudException.RetryAfter"/>.</summary>
    public const string TooManyRequests = nameof(TooManyRequests);

    /// <summary>5xx.</summary>
    public const string ServerError = nameof(ServerError);

    /// <summary>3xx: redirects are never followed.</summary>
    public const string Redirected = nameof(Redirected);

    /// <summary>A success status with a body that is not what the API promises.</summary>
    public const string BadAnswer = nameof(BadAnswer);

    /// <summary>What the cloud stored has another digest than what was sent.</summary>
    public const string DigestMismatch = nameof(DigestMismatch);

    /// <summary>405 to a deletion: the registry permits none.</summary>
    public const string NotDeletable = nameof(NotDeletable);

    /// <summary>No connection was made: name resolution, refusal, unreachable.</summary>
    public const string ConnectionFailed = nameof(ConnectionFailed);

    /// <summary>The TLS handshake failed: certificate, host name, protocol.</summary>
    public const string TlsFailed = nameof(TlsFailed);

    /// <summary>The connection broke after the request was sent, or while it was.</summary>
    public const string ConnectionLost = nameof(ConnectionLost);

    /// <summary>No answer within the time limit.</summary>
    public const string TimedOut = nameof(TimedOut);

    /// <summary>An upload moved no byte within the stall limit.</summary>
    public const string Stalled = nameof(Stalled);
}
