using Amazon.Runtime;
using Amazon.S3;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>A bucket of S3-compatible object storage and the key that opens it.</summary>
/// <param name="endpoint">The storage service, without the bucket, for example <c>https://obs.eu-de.otc.t-systems.com</c>.</param>
/// <param name="name">The bucket's name.</param>
/// <param name="region">The region that requests are signed for; in lower case, as S3 names its regions, however it is given.</param>
/// <param name="keyId">The access key's public part.</param>
/// <param name="secret">Its secret part.</param>
/// <param name="isPathStyle">True where the bucket is the path's first segment, false where it is the host's first label.</param>
public sealed class ObsBucket(Uri endpoint, string name, string region, string keyId, string secret, bool isPathStyle)
{
    public string Name { get; } = name;

    internal string Scheme => endpoint.Scheme;

    internal string Secret => secret;

    /// <summary>Whether a URL leads to the host that the bucket is meant to be at.</summary>
    internal bool Owns(Uri url) => url.UserInfo.Length == 0
        && (url.Host.Equals(endpoint.Host, StringComparison.OrdinalIgnoreCase)
            || url.Host.Equals($"{Name}.{endpoint.Host}", StringComparison.OrdinalIgnoreCase));

    /// <summary>Bucket and host, never the key.</summary>
    public override string ToString() => $"{Name} at {endpoint.Host}";

    /// <summary>
    /// The S3 library's client for this bucket. Nothing is left to the machine's environment, profiles or metadata service, and nothing is
    /// tried again: whoever calls knows better what a repeat does.
    /// </summary>
    /// <exception cref="AmazonClientException">The region or the key has a form that the library refuses.</exception>
    /// <exception cref="ArgumentException">Likewise.</exception>
    internal AmazonS3Client Open(HttpClientFactory connections) => new(new BasicAWSCredentials(keyId, secret), new AmazonS3Config
    {
        // The library leaves a body unsigned over https only. What is signed holds no scheme; ObsConnection puts the true one back.
        ServiceURL = new UriBuilder(Uri.UriSchemeHttps, endpoint.Host, endpoint.IsDefaultPort ? -1 : endpoint.Port).Uri.AbsoluteUri,
        AuthenticationRegion = region,
        ForcePathStyle = isPathStyle,
        HttpClientFactory = connections,
        UseDualstackEndpoint = false,
        UseFIPSEndpoint = false,
        DisableS3ExpressSessionAuth = true,
        DefaultConfigurationMode = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
        MaxErrorRetry = 0,
        MaxStaleConnectionRetries = 0,
        DisableClockSkewCorrection = true,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        DisableLogging = true,
    });
}
