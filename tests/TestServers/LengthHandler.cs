namespace ImagePublishFunctions.TestServers;

/// <summary>Gives every request body a length, which PostAsJsonAsync does not and clouds ask for.</summary>
public sealed class LengthHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content) await content.LoadIntoBufferAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
