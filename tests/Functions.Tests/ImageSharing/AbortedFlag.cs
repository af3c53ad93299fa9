using Microsoft.AspNetCore.Http.Features;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>Tells whether a connection was broken off.</summary>
internal sealed class AbortedFlag : IHttpRequestLifetimeFeature
{
    public bool IsAborted { get; private set; }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => IsAborted = true;
}
