using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>The member calls that change something (contract of IMS S1, S4, S5), each with and without the prefix of a cloud.</summary>
public sealed class MemberFunctions(MemberDoor door)
{
    private const string Members = "v2/images/{image}/members";
    private const string Member = Members + "/{member}";

    /// <summary>S1: shares an image with a project.</summary>
    [Function(nameof(AddImageMemberAsync))]
    public Task<IResult> AddImageMemberAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Members)] HttpRequest request,
        string image,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => door.AddAsync(request, image, client, cancellationToken);

    /// <inheritdoc cref="AddImageMemberAsync" />
    [Function(nameof(AddImageMemberOfCloudAsync))]
    public Task<IResult> AddImageMemberOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "clouds/{cloud}/" + Members)] HttpRequest request,
        string image,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => door.AddAsync(request, image, client, cancellationToken);

    /// <summary>S4: the recipient accepts or rejects.</summary>
    [Function(nameof(UpdateImageMemberAsync))]
    public Task<IResult> UpdateImageMemberAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Member)] HttpRequest request,
        string image,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => door.UpdateAsync(request, image, member, client, cancellationToken);

    /// <inheritdoc cref="UpdateImageMemberAsync" />
    [Function(nameof(UpdateImageMemberOfCloudAsync))]
    public Task<IResult> UpdateImageMemberOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "clouds/{cloud}/" + Member)] HttpRequest request,
        string image,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => door.UpdateAsync(request, image, member, client, cancellationToken);

    /// <summary>S5: shares an image no longer.</summary>
    [Function(nameof(RemoveImageMemberAsync))]
    public Task<IResult> RemoveImageMemberAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Member)] HttpRequest request,
        string image,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => door.RemoveAsync(request, image, member, client, cancellationToken);

    /// <inheritdoc cref="RemoveImageMemberAsync" />
    [Function(nameof(RemoveImageMemberOfCloudAsync))]
    public Task<IResult> RemoveImageMemberOfCloudAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "clouds/{cloud}/" + Member)] HttpRequest request,
        string image,
        string member,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => door.RemoveAsync(request, image, member, client, cancellationToken);
}
