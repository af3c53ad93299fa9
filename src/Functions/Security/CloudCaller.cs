namespace ImagePublishFunctions.Security;

/// <summary>Who calls with a token of a configured cloud, after the cloud's identity service confirmed it.</summary>
/// <param name="Cloud">Name of the cloud.</param>
/// <param name="Token">The token itself: a bearer secret.</param>
/// <param name="ExpiresAt">When the token expires.</param>
/// <param name="ProjectId">The project that the token acts for.</param>
/// <param name="ImageEndpoint">The cloud's image service, without <c>/v2</c> and without a slash at the end.</param>
public sealed record CloudCaller(string Cloud, string Token, DateTimeOffset ExpiresAt, string ProjectId, Uri ImageEndpoint)
{
    /// <summary>Project and cloud, never the token.</summary>
    public override string ToString() => $"project {ProjectId} of {Cloud}";
}
