using System.Security.Cryptography.X509Certificates;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Configuration;

/// <summary>A cloud that the operator configured under a name.</summary>
public sealed record ConfiguredCloud
{
    /// <summary>Its name in paths, headers and messages: 1 to 64 letters, digits, <c>. _ -</c>, beginning with a letter or digit.</summary>
    public required string Name { get; init; }

    /// <summary>Which APIs it speaks.</summary>
    public required CloudKind Kind { get; init; }

    /// <summary>Its identity service, with or without <c>/v3</c>.</summary>
    public required Uri AuthUrl { get; init; }

    /// <summary>Chooses among the catalogue's endpoints; null: the first.</summary>
    public string? Region { get; init; }

    /// <summary>Its image service, without <c>/v2</c>; null: the catalogue's public endpoint.</summary>
    public Uri? ImageUrl { get; init; }

    /// <summary>Its key management service, for shares of encrypted images on Open Telekom Cloud; null: beside the image service.</summary>
    public Uri? KeyManagementUrl { get; init; }

    /// <summary>True for the one that is meant when a caller names none.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The operator's own login; null when only callers' tokens and stored accounts act there. It never acts for a caller.</summary>
    public OpenStackCredentials? Credentials { get; init; }

    /// <summary>False to accept any TLS certificate.</summary>
    public bool VerifiesTls { get; init; } = true;

    /// <summary>The only authorities that may have signed its TLS certificates; null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The HTTP proxy on the way to it; null: none.</summary>
    public Uri? Proxy { get; init; }
}
