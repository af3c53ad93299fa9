using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.Shares;

namespace ImagePublishFunctions.Queues;

/// <summary>A message of queue <c>bulk-share</c>: a share with its owner and where replies go. docs/sharing.md has the schema.</summary>
public sealed record BulkShareMessage : ShareBody
{
    /// <summary>The version of this schema that the sender speaks: 1.</summary>
    public int Version { get; init; }

    /// <summary>Login name of the user whose share it is.</summary>
    public string? Owner { get; init; }

    /// <summary>Name of a configured cloud, which the account must belong to; null when the account tells the cloud.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name of the queue that hears of progress and result, ending in <c>-replies</c>.</summary>
    public string? ReplyQueue { get; init; }

    /// <summary>What the sender knows the share by; comes back in every reply.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The share that the message asks for.</summary>
    /// <exception cref="RefusalException">400 or 404, naming the field.</exception>
    public ShareRequest ToRequest()
    {
        if (Version != 1) throw Invalid("version", "version must be 1.");
        if (string.IsNullOrEmpty(Owner)) throw Invalid("owner", "owner is missing: the login name of the user whose share it is.");
        return ToRequest(Owner);
    }

    /// <inheritdoc />
    public override ShareRequest ToRequest(string login) =>
        Checked(base.ToRequest(login) with { Cloud = Cloud, ReplyQueue = ReplyQueue, CorrelationId = CorrelationId });
}
