using System.Text.Json;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Storage;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// Accepts a share, whatever door it came through. It writes what a crash at any point leaves mendable: the open row with the name of the
/// secrets, the secrets, the job, the rows by which its owner finds it, and last starts the orchestration. Safe to repeat with the same id.
/// </summary>
public sealed class ShareIntake(
    ShareJobStore jobs, OpenShares open, SecretStore secrets, ShareStarter starter, IdSource ids, TimeProvider time)
{
    /// <summary>Accepts a share, or finds the job that the same request made before.</summary>
    /// <param name="request">What to share, checked in form.</param>
    /// <param name="token">The token that acts, null when a stored account does.</param>
    /// <param name="key">What makes the request repeatable, null when the client gave no <c>Idempotency-Key</c>.</param>
    /// <param name="jobId">The job's id where it follows from something else, 32 hexadecimal digits; null to draw one.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">413 too many images and projects for one request; 422 the key was used for another request.</exception>
    public async Task<ShareJob> AcceptAsync(
        ShareRequest request, CallerToken? token, IdempotencyKey? key, string? jobId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        string id = jobId ?? (key is null ? ids.NextName() : DerivedId($"share/{request.Owner}/{key.Row}"));
        if (await FindRepeatedAsync(id, key, cancellationToken) is { } earlier)
        {
            if (earlier.End is null) await starter.TryStartAsync(client, id, cancellationToken);
            return earlier;
        }

        request = request with { Images = Ordered(request.Images), Projects = Ordered(request.Projects) };
        if (JsonSerializer.SerializeToUtf8Bytes(request).Length > ShareJobRow.LongestRequest)
        {
            throw new RefusalException(
                413, "REQUEST_TOO_LARGE", $"A share names at most {ShareJobRow.LongestRequest} bytes of images and projects; a matrix takes more.");
        }

        var job = new ShareJob
        {
            Id = id,
            Request = request,
            Begin = time.GetUtcNow(),
            Pairs = request.Images.Count * Math.Max(1, request.Projects.Count),
            SecretName = token is null ? null : DerivedId("share-token/" + id),
        };
        await open.PutAsync(id, job.SecretName, cancellationToken);
        if (token is not null) await secrets.PutAsync(job.SecretName!, token.ToSecrets(), cancellationToken);
        if (!await jobs.TryAddAsync(job, key?.BodyHash, cancellationToken))
            return (await FindRepeatedAsync(id, key, cancellationToken))!;

        await jobs.IndexAsync(job, cancellationToken);
        await starter.TryStartAsync(client, id, cancellationToken);
        return job;
    }

    /// <summary>A job's id that follows from a name: 32 hexadecimal digits.</summary>
    public static string DerivedId(string name) => NameBasedGuid.Create(name).ToString("N");

    /// <summary>Each once, in the order in which results are kept: a slice's results then stand together.</summary>
    private static string[] Ordered(IEnumerable<string> ids) => [.. ids.Distinct().Order(StringComparer.Ordinal)];

    private async Task<ShareJob?> FindRepeatedAsync(string id, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        ShareJob? job = await jobs.FindAsync(id, cancellationToken);
        if (job is not null && key is not null && !await jobs.IsSameBodyAsync(id, key.BodyHash, cancellationToken))
            throw new RefusalException(422, "IDEMPOTENCY_KEY_REUSED", "The Idempotency-Key was used for another request before.", "Idempotency-Key");
        return job;
    }
}
