using ImagePublishFunctions.Domain.Sharing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>The extension API of IMS (contract of IMS B1 to B3, J1, J2, R2).</summary>
public sealed class ExtensionFunctions(BatchDoor batches, JobDoor jobs, QuotaDoor quotas)
{
    private const string Members = "v1/cloudimages/members";
    private const string Quota = "v1/cloudimages/quota";
    private const string JobProgress = "v1/cloudimages/job/{job}";
    private const string Jobs = "v1/{project}/jobs";
    private const string Job = Jobs + "/{job}";
    private const string OfCloud = "clouds/{cloud}/";

    /// <summary>B1: shares images with projects.</summary>
    [Function(nameof(AddMembersAsync))]
    public Task<IResult> AddMembersAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Members)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => batches.ShareAsync(request, ShareAction.Add, client, cancellationToken);

    /// <inheritdoc cref="AddMembersAsync" />
    [Function(nameof(AddMembersOfCloudAsync))]
    public Task<IResult> AddMembersOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = OfCloud + Members)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => batches.ShareAsync(request, ShareAction.Add, client, cancellationToken);

    /// <summary>B2: answers what was shared with the caller's project.</summary>
    [Function(nameof(UpdateMembersAsync))]
    public Task<IResult> UpdateMembersAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Members)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => batches.AnswerAsync(request, client, cancellationToken);

    /// <inheritdoc cref="UpdateMembersAsync" />
    [Function(nameof(UpdateMembersOfCloudAsync))]
    public Task<IResult> UpdateMembersOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = OfCloud + Members)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => batches.AnswerAsync(request, client, cancellationToken);

    /// <summary>B3: shares images with projects no longer; the body of a DELETE says which.</summary>
    [Function(nameof(RemoveMembersAsync))]
    public Task<IResult> RemoveMembersAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Members)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => batches.ShareAsync(request, ShareAction.Remove, client, cancellationToken);

    /// <inheritdoc cref="RemoveMembersAsync" />
    [Function(nameof(RemoveMembersOfCloudAsync))]
    public Task<IResult> RemoveMembersOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = OfCloud + Members)] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => batches.ShareAsync(request, ShareAction.Remove, client, cancellationToken);

    /// <summary>J1: a job.</summary>
    [Function(nameof(GetShareJobAsync))]
    public Task<IResult> GetShareJobAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Job)] HttpRequest request, string project, string job, CancellationToken cancellationToken) =>
        jobs.ReadAsync(request, project, job, cancellationToken);

    /// <inheritdoc cref="GetShareJobAsync" />
    [Function(nameof(GetShareJobOfCloudAsync))]
    public Task<IResult> GetShareJobOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfCloud + Job)] HttpRequest request, string project, string job, CancellationToken cancellationToken) =>
        jobs.ReadAsync(request, project, job, cancellationToken);

    /// <summary>J2: a job and its progress.</summary>
    [Function(nameof(GetShareJobProgressAsync))]
    public Task<IResult> GetShareJobProgressAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = JobProgress)] HttpRequest request, string job, CancellationToken cancellationToken) =>
        jobs.ReadProgressAsync(request, job, cancellationToken);

    /// <inheritdoc cref="GetShareJobProgressAsync" />
    [Function(nameof(GetShareJobProgressOfCloudAsync))]
    public Task<IResult> GetShareJobProgressOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfCloud + JobProgress)] HttpRequest request, string job, CancellationToken cancellationToken) =>
        jobs.ReadProgressAsync(request, job, cancellationToken);

    /// <summary>The newest jobs of a project; IMS has no such call.</summary>
    [Function(nameof(ListShareJobsAsync))]
    public Task<IResult> ListShareJobsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Jobs)] HttpRequest request, string project, CancellationToken cancellationToken) =>
        jobs.ListAsync(request, project, cancellationToken);

    /// <inheritdoc cref="ListShareJobsAsync" />
    [Function(nameof(ListShareJobsOfCloudAsync))]
    public Task<IResult> ListShareJobsOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfCloud + Jobs)] HttpRequest request, string project, CancellationToken cancellationToken) =>
        jobs.ListAsync(request, project, cancellationToken);

    /// <summary>R2: quotas of images and members.</summary>
    [Function(nameof(GetImageQuotaAsync))]
    public Task<IResult> GetImageQuotaAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Quota)] HttpRequest request, CancellationToken cancellationToken) =>
        quotas.ReadAsync(request, cancellationToken);

    /// <inheritdoc cref="GetImageQuotaAsync" />
    [Function(nameof(GetImageQuotaOfCloudAsync))]
    public Task<IResult> GetImageQuotaOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = OfCloud + Quota)] HttpRequest request, CancellationToken cancellationToken) =>
        quotas.ReadAsync(request, cancellationToken);

    /// <summary>Everything else below <c>/v1</c>.</summary>
    [Function(nameof(WhenNothingElseMatchesUnderV1))]
    public IResult WhenNothingElseMatchesUnderV1(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "delete", "patch", "head", "options", Route = "v1/{*path}")]
        HttpRequest request) => throw Unknown(request);

    /// <inheritdoc cref="WhenNothingElseMatchesUnderV1" />
    [Function(nameof(WhenNothingElseMatchesUnderCloudV1))]
    public IResult WhenNothingElseMatchesUnderCloudV1(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "delete", "patch", "head", "options", Route = OfCloud + "v1/{*path}")]
        HttpRequest request) => throw Unknown(request);

    private static RefusalException Unknown(HttpRequest request)
    {
        string[] segments = CloudChoice.Split(request.Path).Below.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isKnown = segments is [_, "cloudimages", "members" or "quota"] or [_, "cloudimages", "job", _] or [_, _, "jobs"] or [_, _, "jobs", _];
        return isKnown
            ? new RefusalException(405, ImsCode.OperationNotSupported, $"{request.Method} is not supported here.", request.Method)
            : new RefusalException(404, ImsCode.MalformedUrl, "There is no such resource.", request.Path);
    }
}
