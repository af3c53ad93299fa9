using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>The native member calls of one cloud with one session. Each may throw a <see cref="CloudException"/>.</summary>
public interface IImageMembers
{
    /// <summary>The project that the session acts for.</summary>
    string ProjectId { get; }

    /// <summary>The members of an image: all of them for its owner, its own one for a recipient. One that is stored twice comes twice.</summary>
    Task<IReadOnlyList<ImageMember>> ListAsync(string imageId, CancellationToken cancellationToken);

    /// <summary>Adds a member; Conflict when it is there.</summary>
    Task<ImageMember> AddAsync(string imageId, string projectId, CancellationToken cancellationToken);

    /// <summary>Removes a member; NotFound when it is not there.</summary>
    Task RemoveAsync(string imageId, string projectId, CancellationToken cancellationToken);

    /// <summary>Sets what the session's project answers.</summary>
    Task<ImageMember> AnswerAsync(string imageId, string projectId, MemberStatus status, string? vaultId, CancellationToken cancellationToken);
}
