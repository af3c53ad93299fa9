using System.Security.Cryptography;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.Shares;

/// <summary>Accepts shares in which stored accounts act: those of the users' own door, their retries, and those of the queue.</summary>
public sealed class ShareDoor(AccountStore accounts, ConfiguredClouds clouds, ShareIntake intake)
{
    /// <summary>Accepts a share.</summary>
    /// <exception cref="RefusalException">404 for an account that is not there; what <see cref="ShareIntake.AcceptAsync"/> refuses.</exception>
    public async Task<ShareJob> AcceptAsync(
        ShareRequest request, IdempotencyKey? key, string? jobId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (request.Account is { } acting)
        {
            CloudAccount account = await FindAccountAsync("account", acting, cancellationToken);
            RequireCloud(request.Cloud, account);
            RequireRegion(request, account);
        }

        if (request.AcceptAccount is { } accepting) RequireRegion(request, await FindAccountAsync("acceptAccount", accepting, cancellationToken));
        return await intake.AcceptAsync(request, null, key, jobId, client, cancellationToken);
    }

    /// <summary>
    /// Tries the pairs that failed once more, as a job of its own. To make a list equal is tried as a whole: a list of what failed would
    /// take the others away.
    /// </summary>
    /// <exception cref="RefusalException">409 while the job is at work, or when nothing failed.</exception>
    public async Task<ShareJob> RetryAsync(ShareJob job, IdempotencyKey? key, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (job.End is null) throw new RefusalException(409, "SHARE_AT_WORK", "The share is still at work.", "id");
        if (job.State == ShareJobState.Success) throw new RefusalException(409, "NOTHING_FAILED", "No pair of the share failed.", "id");
        bool isWhole = job.Request.Action == ShareAction.Set || job.Failed == 0;
        ShareRequest request = isWhole ? job.Request : job.Request with { Images = [], Projects = [], Matrix = null, RetryOf = job.Id };
        return await AcceptAsync(request, key, jobId: null, client, cancellationToken);
    }

    /// <summary>What makes a request repeatable; null without an <c>Idempotency-Key</c>.</summary>
    public static IdempotencyKey? KeyOf(HttpRequest request, ReadOnlySpan<byte> body) =>
        IdempotencyKey.Of(request, request.Path.Value!, SHA256.HashData(body));

    private async Task<CloudAccount> FindAccountAsync(string field, string account, CancellationToken cancellationToken) =>
        ResourcePath.TryParse(account, out ResourcePath? path) && await accounts.FindAsync(path, cancellationToken) is { } stored
            ? stored.Account
            : throw new RefusalException(404, "ACCOUNT_NOT_FOUND", "The cloud account was not found.", field);

    private static void RequireRegion(ShareRequest request, CloudAccount account)
    {
        if (OpenStackAccounts.WhyNotRegion(account, request.AccountRegion) is { } fault)
            throw new RefusalException(400, "SHARE_INVALID", $"region {fault}", "region");
    }

    /// <summary>A cloud may be named besides the account, so that a message meant for one cloud is not carried out on another.</summary>
    private void RequireCloud(string? name, CloudAccount account)
    {
        if (name is null) return;
        ConfiguredCloud cloud = clouds.Find(name) ?? throw new RefusalException(404, "CLOUD_NOT_FOUND", $"No cloud {name} is configured.", "cloud");
        if (!Uri.TryCreate(account["keystoneUrl"], UriKind.Absolute, out Uri? url) || url.Authority != cloud.AuthUrl.Authority)
            throw new RefusalException(400, "CLOUD_DIFFERS", $"The account belongs to another cloud than {name}.", "cloud");
    }
}
