namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>A bucket of S3-compatible object storage and the key that opens it.</summary>
/// <param name="endpoint">The storage service, without the bucket, for example <c>https://obs.eu-de.otc.t-systems.com</c>.</param>
/// <param name="name">The bucket's name.</param>
/// <param name="region">The region that requests are signed for.</param>
/// <param name="keyId">The access key's public part.</param>
/// <param name="secret">Its secret part.</param>
/// <param name="isPathStyle">True where the bucket is the path's first segment, false where it is the host's first label.</param>
public sealed class ObsBucket(Uri endpoint, string name, string region, string keyId, string secret, bool isPathStyle)
{
    public string Name { get; } = name;

    internal string Secret => secret;

    internal AwsSignature Signature { get; } = new(keyId, secret, region, "s3");

    /// <summary>Bucket and host, never the key.</summary>
    public override string ToString() => $"{Name} at {endpoint.Host}";

    /// <summary>The URL of an object; its query is escaped.</summary>
    internal Uri UrlOf(string key, string query)
    {
        var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
        var root = isPathStyle
            ? new UriBuilder(endpoint.Scheme, endpoint.Host, endpoint.Port, $"/{Name}/{path}")
            : new UriBuilder(endpoint.Scheme, $"{Name}.{endpoint.Host}", endpoint.Port, $"/{path}");
        root.Query = query;
        return root.Uri;
    }
}
