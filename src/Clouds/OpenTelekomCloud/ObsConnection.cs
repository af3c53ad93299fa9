using System.Xml;
using Amazon.Runtime;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>
/// Carries one call of the S3 library as every call to a cloud is carried: by the guarded HttpClient, within its limits of time and size,
/// with a <see cref="CloudException"/> for every failure. The library signs, and writes and reads XML; it never sees an error.
/// </summary>
/// <param name="bucket">Whose scheme is the storage's own, http only where the guard permits it, and whose host alone is asked.</param>
/// <param name="root">The element that a success has; null where it has no body.</param>
/// <param name="send">Sends a signed request.</param>
internal sealed class ObsConnection(ObsBucket bucket, string? root, Func<HttpRequestMessage, CancellationToken, Task<CloudAnswer>> send)
    : HttpClientFactory
{
    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Whether the library asked for anything to be sent.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The success; null until there is one.</summary>
    public CloudAnswer? Answer { get; private set; }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this)) { Timeout = Timeout.InfiniteTimeSpan };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <summary>The library takes what it does not know for an empty list, so that another document must not reach it.</summary>
    private static void RequireRoot(string root, byte[] body)
    {
        using var reader = XmlReader.Create(new MemoryStream(body), s_settings);
        reader.MoveToContent();
        if (reader.LocalName != root) throw new FormatException($"The answer is no {root}.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage signed, CancellationToken cancellation)
    {
        IsUsed = true;
        var url = signed.RequestUri!;
        url = new UriBuilder(url) { Scheme = bucket.Scheme, Port = url.IsDefaultPort ? -1 : url.Port }.Uri;
        if (!bucket.Owns(url))
            throw new CloudException(CloudErrorKind.Permanent, CloudErrorCode.BadRequest, "OBS: the bucket's name leads to another host.");
        using var request = new HttpRequestMessage(signed.Method, url) { Content = signed.Content };
        foreach (var (name, values) in signed.Headers.NonValidated)
        {
            request.Headers.TryAddWithoutValidation(name, values);
        }

        Answer = await send(request, cancellation);
        var body = Answer.ReadBody();
        if (root is not null) RequireRoot(root, body);
        var response = new HttpResponseMessage(Answer.Status) { RequestMessage = signed, Content = new ByteArrayContent(body) };
        response.Content.Headers.ContentLength = Answer.ContentLength;
        foreach (var (name, values) in Answer.Headers.NonValidated)
        {
            response.Headers.TryAddWithoutValidation(name, values);
        }

        return response;
    }

    private sealed class Handler(ObsConnection connection) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            connection.SendAsync(request, cancellationToken);
    }
}
