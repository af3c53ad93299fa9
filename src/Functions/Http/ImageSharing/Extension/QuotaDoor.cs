using System.Collections.Concurrent;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>
/// R2, the quotas of images and members: IMS's own answer on Open Telekom Cloud. Plain OpenStack has no such call: there what is used is
/// counted from the project's images and their members, and of the limits only that of members is known.
/// </summary>
public sealed class QuotaDoor(CloudChoice choice, CloudTokenGate gate, CloudReads reads, SharingDoorOptions options, TimeProvider time)
{
    private const int AtOnce = 8;
    private const int Unlimited = -1;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Answers the quotas of the token's project.</summary>
    public async Task<IResult> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ChosenCloud chosen = choice.Choose(request);
        CallerToken token = await gate.AdmitAsync(request, chosen.Client, cancellationToken);
        if (chosen.Cloud.Kind == CloudKind.OpenTelekomCloud)
            return await reads.PassAsync(request, CloudChoice.Split(request.Path).Below, chosen, token, cancellationToken);
        using var late = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await CountAsync(chosen.Client.Http, token, either.Token);
        }
        catch (CloudException e) when (e.Status is { } status and >= 400 and < 500)
        {
            throw new RefusalException(status, ImsCode.SystemError, e.Said ?? e.Message);
        }
        catch (CloudException e)
        {
            throw new RefusalException(
                503, ImsCode.SystemError, $"The cloud's image service can't be reached: {TransportFault.Of(e)}. Try again later.", cause: e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RefusalException(504, ImsCode.SystemError, "The project has too many images to count their members in time.");
        }
    }

    private async Task<IResult> CountAsync(HttpClient http, CallerToken token, CancellationToken cancellationToken)
    {
        var session = new OpenStackSession(token.Token, token.ExpiresAt, token.ProjectId, token.ImageEndpoint);
        var members = new GlanceMembers(http, time);
        int images = 0;
        var counts = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(
            new GlanceClient(http, time).ListImagesAsync(session, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (image, stop) =>
            {
                Interlocked.Increment(ref images);
                if (image.Visibility == "shared") counts.Add((await members.ListAsync(session, image.Id.ToString("D"), stop)).Count);
            });
        return new QuotaResult(
            [("image", images, Unlimited), ("image_shared", counts.Count(count => count > 0), Unlimited), ("image_member", counts.DefaultIfEmpty().Max(), options.MemberQuota)]);
    }
}
