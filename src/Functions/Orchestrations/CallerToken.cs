using System.Globalization;
using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// A caller's token, validated by the chosen cloud; a class of its own, so that nothing that holds it shows it. It is kept among the secrets
/// until its job ends.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="expiresAt">When the cloud stops taking it.</param>
/// <param name="projectId">The project that it acts for.</param>
/// <param name="imageEndpoint">The cloud's image service, without <c>/v2</c>.</param>
public sealed class CallerToken(string token, DateTimeOffset expiresAt, string projectId, Uri imageEndpoint)
{
    /// <summary>The token.</summary>
    public string Token { get; } = token;

    /// <summary>When the cloud stops taking it.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The project that it acts for.</summary>
    public string ProjectId { get; } = projectId;

    /// <summary>The cloud's image service, without <c>/v2</c>.</summary>
    public Uri ImageEndpoint { get; } = imageEndpoint;

    /// <summary>The token as secrets, to be kept.</summary>
    internal AccountSecrets ToSecrets() => new(new Dictionary<string, string>
    {
        [nameof(Token)] = Token,
        [nameof(ExpiresAt)] = ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
        [nameof(ProjectId)] = ProjectId,
        [nameof(ImageEndpoint)] = ImageEndpoint.AbsoluteUri,
    });

    /// <summary>What <see cref="ToSecrets"/> made of a token.</summary>
    internal static CallerToken From(AccountSecrets secrets) => new(
        secrets[nameof(Token)]!,
        DateTimeOffset.Parse(secrets[nameof(ExpiresAt)]!, CultureInfo.InvariantCulture),
        secrets[nameof(ProjectId)]!,
        new Uri(secrets[nameof(ImageEndpoint)]!));

    /// <summary>A constant: never the token.</summary>
    public override string ToString() => "(token)";
}
