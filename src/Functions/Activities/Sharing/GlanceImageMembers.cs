using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>Glance's member calls with the session of a job.</summary>
internal sealed class GlanceImageMembers(GlanceMembers members, OpenStackSession login) : IImageMembers
{
    /// <inheritdoc />
    public string ProjectId => login.ProjectId;

    /// <inheritdoc />
    public Task<IReadOnlyList<ImageMember>> ListAsync(string imageId, CancellationToken cancellationToken) =>
        members.ListAsync(login, imageId, cancellationToken);

    /// <inheritdoc />
    public Task<ImageMember> AddAsync(string imageId, string projectId, CancellationToken cancellationToken) =>
        members.AddAsync(login, imageId, projectId, cancellationToken);

    /// <inheritdoc />
    public Task RemoveAsync(string imageId, string projectId, CancellationToken cancellationToken) =>
        members.RemoveAsync(login, imageId, projectId, cancellationToken);

    /// <inheritdoc />
    public Task<ImageMember> AnswerAsync(
        string imageId, string projectId, MemberStatus status, string? vaultId, CancellationToken cancellationToken) =>
        members.SetStatusAsync(login, imageId, projectId, status, cancellationToken);
}
