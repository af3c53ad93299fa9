namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>A login that succeeded.</summary>
/// <param name="Token">A bearer secret; lives as long as <paramref name="ExpiresAt"/> says.</param>
/// <param name="ProjectId">The project that the token acts for; it owns the images that are made.</param>
/// <param name="ImageEndpoint">Glance's URL without <c>/v2</c> and without a trailing slash.</param>
public sealed record OpenStackSession(string Token, DateTimeOffset ExpiresAt, string ProjectId, Uri ImageEndpoint)
{
    /// <summary>Project and endpoint, never the token.</summary>
    public override string ToString() => $"project {ProjectId} at {ImageEndpoint.Host}";
}
