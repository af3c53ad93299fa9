using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;

namespace ImagePublishFunctions.Http.UForge.Views;

/// <summary>All that a publication shows to its caller.</summary>
public sealed record PublicationView
{
    /// <summary>The view of a ticket.</summary>
    public static PublicationView Of(Ticket ticket) => new()
    {
        Path = ticket.Path,
        Request = ticket.Request,
        Created = ticket.Created,
        LastModified = ticket.LastModified,
        State = ticket.State,
        Percentage = ticket.Percentage,
        Message = ticket.Message,
        ErrorMessage = ticket.ErrorMessage,
        BytesLoaded = ticket.BytesDone,
        BytesTotal = ticket.BytesTotal,
        CloudId = ticket.CloudId,
        DownloadKey = ticket.DownloadKey,
        ImageName = ticket.ImageName,
        ImageVersion = ticket.ImageVersion,
        ImageRevision = ticket.ImageRevision,
        ImageSize = ticket.BytesTotal,
        ImageFormat = ticket.ImageFormat,
    };

    /// <summary>
    /// The publication's path, for example <c>users/guest/appliances/5/images/116/pimages/7</c>: its id and its URIs follow from it.
    /// </summary>
    public required ResourcePath Path { get; init; }

    /// <summary>What was asked for.</summary>
    public required PublishRequest Request { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Where it stands.</summary>
    public required TicketState State { get; init; }

    /// <summary>The share of the work that is done, in per cent; brought into the bounds of its state when written.</summary>
    public int Percentage { get; init; }

    /// <summary>What is being done; hammr shows the first 20 characters. Null for the state's own text.</summary>
    public string? Message { get; init; }

    /// <summary>Why it failed.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>More about the failure.</summary>
    public string? DetailedErrorMessage { get; init; }

    /// <summary>How many bytes the cloud has; null while none is known.</summary>
    public long? BytesLoaded { get; init; }

    /// <summary>How many bytes there are; null while unknown.</summary>
    public long? BytesTotal { get; init; }

    /// <summary>The image's id in the cloud, without white space (the Jenkins plugin reads one token); null while there is none.</summary>
    public string? CloudId { get; init; }

    /// <summary>What lets one download pass without a login; null where there is none.</summary>
    public string? DownloadKey { get; init; }

    /// <summary>The published image's name.</summary>
    public required string ImageName { get; init; }

    /// <summary>The published image's version.</summary>
    public required string ImageVersion { get; init; }

    /// <summary>The published image's revision.</summary>
    public int? ImageRevision { get; init; }

    /// <summary>The published image's size in bytes.</summary>
    public long? ImageSize { get; init; }

    /// <summary>The published image's format, for example <c>openstackqcow2</c>; not shown unless UForge has it.</summary>
    public string? ImageFormat { get; init; }
}
