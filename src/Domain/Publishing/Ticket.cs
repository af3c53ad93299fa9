namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>A publication and how far it is: what a caller polls.</summary>
public sealed record Ticket
{
    /// <summary>The publication's path, for example <c>users/guest/appliances/5/images/116/pimages/7</c>.</summary>
    public required ResourcePath Path { get; init; }

    /// <summary>What was asked for.</summary>
    public required PublishRequest Request { get; init; }

    /// <summary>Name of the image when it was accepted.</summary>
    public required string ImageName { get; init; }

    /// <summary>Version of the image when it was accepted.</summary>
    public required string ImageVersion { get; init; }

    /// <summary>Revision of the image when it was accepted; null when it had none.</summary>
    public int? ImageRevision { get; init; }

    /// <summary>UForge's name of the image's format when it was accepted, for example <c>openstackqcow2</c>.</summary>
    public string? ImageFormat { get; init; }

    /// <summary>ETag of the image's file when it was accepted: that version is published or none.</summary>
    public required string FileETag { get; init; }

    /// <summary>Where it stands.</summary>
    public TicketState State { get; init; }

    /// <summary>True once its caller asked to cancel it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether its record is being deleted.</summary>
    public TicketDeletion Deletion { get; init; }

    /// <summary>
    /// What lets one download of the published image pass without a login; drawn anew once it is used. Null where UForge has no download:
    /// for scans and container templates.
    /// </summary>
    public string? DownloadKey { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed; kept by the store.</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>What it is doing, in a few words; clients cut it at 20 characters.</summary>
    public string Message { get; init; } = "Queued";

    /// <summary>How far it is, 0 to 100; 100 only when done.</summary>
    public int Percentage { get; init; }

    /// <summary>Bytes that the cloud has taken so far.</summary>
    public long BytesDone { get; init; }

    /// <summary>Bytes that the image has; 0 while it is not known.</summary>
    public long BytesTotal { get; init; }

    /// <summary>Id of the image in the target cloud; null until it stands there.</summary>
    public string? CloudId { get; init; }

    /// <summary>A stable identifier of what went wrong, for example <c>CLOUD_AUTHENTICATION</c>; null unless failed.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What went wrong, for people; null unless failed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Name under which the secrets of a one-off account are kept until the ticket closes; null for a stored account.</summary>
    public string? SecretName { get; init; }

    /// <summary>The store's version of this row; changes with every write.</summary>
    public string Version { get; init; } = "";

    /// <summary>The id under which the orchestration of a publication runs: derived from its path, so that it can run only once.</summary>
    public static string InstanceIdOf(ResourcePath path) => "publish-" + NameBasedGuid.Create(path.Text).ToString("D");
}
