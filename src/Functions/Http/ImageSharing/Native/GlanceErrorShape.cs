using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>Glance's errors for the native doors: everything below <c>/v2</c> and <c>/clouds</c>, the extension excepted, and the version lists.</summary>
public sealed class GlanceErrorShape(ConfiguredClouds clouds) : IErrorShape
{
    /// <inheritdoc />
    public bool Covers(PathString path)
    {
        (_, PathString rest) = CloudChoice.Split(path);
        return !rest.HasValue
            || rest == "/"
            || rest.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase)
            || rest.StartsWithSegments("/v2.0", StringComparison.OrdinalIgnoreCase)
            || rest.StartsWithSegments("/versions", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/clouds", StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc />
    public IResult Of(RefusalException refusal, HttpRequest request) => refusal.Status == StatusCodes.Status401Unauthorized
        ? new GlanceError(refusal.Status, refusal.Message) { Challenge = ChallengeFor(request) }
        : new GlanceError(refusal.Status, refusal.Message);

    /// <summary>Where to get a token, as Glance's own middleware says it.</summary>
    private string? ChallengeFor(HttpRequest request)
    {
        string? name = CloudChoice.NameIn(request);
        ConfiguredCloud? cloud = name is null ? clouds.Default : clouds.Find(name);
        return cloud is null ? null : $"Keystone uri=\"{cloud.AuthUrl.AbsoluteUri.TrimEnd('/')}\"";
    }
}
