using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.Shares;

/// <summary>The users' own door for shares: <c>/api/users/{uid}/shares</c>, in JSON. A stored account of the user acts.</summary>
public sealed class ShareFunctions(CallerGate gate, ShareDoor door, ShareJobStore jobs)
{
    private const int LongestBody = 1 << 20;
    private const int JobIdLength = 32;

    /// <summary>Starts a share: 202 with the job, whose address is in Location.</summary>
    [Function(nameof(PostShareAsync))]
    public async Task<IResult> PostShareAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/users/{uid}/shares")] HttpRequest request,
        string uid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, Entitlement.ImagePublish, cancellationToken);
        byte[] body = await ReadAsync(request, cancellationToken);
        ShareRequest share = ShareBodyReader.Read<ShareBody>(body).ToRequest(uid);
        return Accepted(request, uid, await door.AcceptAsync(share, ShareDoor.KeyOf(request, body), null, client, cancellationToken));
    }

    /// <summary>The user's shares, newest first, streamed.</summary>
    [Function(nameof(ListSharesAsync))]
    public async Task<IResult> ListSharesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/shares")] HttpRequest request, string uid, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        return new JsonAnswer<ShareList>(new ShareList(jobs.ListAsync(JobOwner.User(uid), cancellationToken).Select(job => ShareView.Of(job))));
    }

    /// <summary>A share with what became of every pair, streamed.</summary>
    [Function(nameof(GetShareAsync))]
    public async Task<IResult> GetShareAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/shares/{id}")] HttpRequest request,
        string uid,
        string id,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        ShareJob job = await FindAsync(uid, id, cancellationToken);
        return new JsonAnswer<ShareView>(ShareView.Of(job, jobs.ResultsAsync(job.Id, cancellationToken)));
    }

    /// <summary>Tries the pairs of an ended share that failed once more, as a share of its own: 202 with that.</summary>
    [Function(nameof(RetryShareAsync))]
    public async Task<IResult> RetryShareAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/users/{uid}/shares/{id}/retry")] HttpRequest request,
        string uid,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, Entitlement.ImagePublish, cancellationToken);
        ShareJob job = await FindAsync(uid, id, cancellationToken);
        return Accepted(request, uid, await door.RetryAsync(job, ShareDoor.KeyOf(request, []), client, cancellationToken));
    }

    private static JsonAnswer<ShareView> Accepted(HttpRequest request, string login, ShareJob job)
    {
        request.HttpContext.Response.Headers.Location = $"/api/users/{Uri.EscapeDataString(login)}/shares/{job.Id}";
        return new JsonAnswer<ShareView>(ShareView.Of(job), status: StatusCodes.Status202Accepted);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await using var bounded = new BoundedStream(
            request.Body, LongestBody, () => new RefusalException(413, "BODY_TOO_LARGE", $"A share has at most {LongestBody} bytes: put the pairs into a matrix."));
        using var body = new MemoryStream();
        await bounded.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private async Task<ShareJob> FindAsync(string login, string id, CancellationToken cancellationToken) =>
        id.Length == JobIdLength && id.All(char.IsAsciiHexDigitLower) && await jobs.FindAsync(id, cancellationToken) is { } job && job.Request.Owner == JobOwner.User(login)
            ? job
            : throw new RefusalException(404, "SHARE_NOT_FOUND", $"There is no share {id}.", "id");
}
