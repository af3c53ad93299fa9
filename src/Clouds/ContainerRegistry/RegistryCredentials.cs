namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>A login at a registry.</summary>
/// <param name="Endpoint">The registry's URL without <c>/v2</c>.</param>
/// <param name="Login">The user; null to act without a login.</param>
/// <param name="Password">The password or access token.</param>
public sealed record RegistryCredentials(Uri Endpoint, string? Login, string? Password)
{
    /// <summary>Login and host, never the password.</summary>
    public override string ToString() => $"{Login ?? "nobody"} at {Endpoint.Host}";
}
