using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Http.UForge.Views;

/// <summary>A publication as UForge's objects.</summary>
public static class PublicationObjects
{
    /// <summary>The ticket: a <c>publishImage</c> with its status in it.</summary>
    public static UForgeObject Ticket(Ticket ticket)
    {
        PublicationType type = PublicationType.Find(ticket.Request.Type)
            ?? throw new ArgumentException($"There is no publication type {ticket.Request.Type}.", nameof(ticket));
        type = type.ShownAs ?? type;
        UForgeObject result = new(type.Name)
        {
            ["created"] = ticket.Created,
            ["dbId"] = ticket.Path.Id,
            ["lastModified"] = ticket.LastModified,
            ["status"] = StatusFields(ticket),
            ["parentUri"] = ParentOf(ticket.Request.ImagePath),
            ["credAccount"] = AccountObjects.Create(ticket.Request.Account),
            ["downloadKey"] = ticket.DownloadKey,
            ["downloadUri"] = DownloadUri(ticket),
            ["fileSize"] = ticket.BytesTotal,
            ["format"] = FormatOf(ticket.ImageFormat),
            ["targetFormat"] = TargetFormatOf(ticket),
            ["name"] = ticket.ImageName,
            ["revision"] = ticket.ImageRevision,
            ["statusUri"] = StatusUri(ticket),
            ["uri"] = ticket.Path.Text,
            ["version"] = ticket.ImageVersion,
            ["cloudId"] = ticket.CloudId,
            ["imageUri"] = ticket.Request.ImagePath,
            ["publishLocation"] = ticket.Request["publishLocation"],
        };
        TypedValues.Set(result, type.Fields, ticket.Request.Fields);
        return result;
    }

    /// <summary>The status alone, as its own resource.</summary>
    public static UForgeObject Status(Ticket ticket)
    {
        UForgeObject status = StatusFields(ticket);
        status["created"] = ticket.Created;
        status["dbId"] = ticket.Path.Id;
        status["lastModified"] = ticket.LastModified;
        status["parentUri"] = ticket.Path.Text;
        status["uri"] = StatusUri(ticket);
        return status;
    }

    /// <summary>
    /// The flags that satisfy every known client (UForge's contract §2.4): failed is complete too, cancelled is not, the message is never
    /// null and the percentage is within 0 and 100.
    /// </summary>
    private static UForgeObject StatusFields(Ticket ticket)
    {
        bool isFailed = ticket.State is TicketState.Failed;
        return new UForgeObject("OpStatus")
        {
            ["bytesLoaded"] = ticket.BytesDone,
            ["bytesTotal"] = ticket.BytesTotal,
            ["cancelled"] = ticket.State is TicketState.Cancelled,
            ["complete"] = ticket.State is TicketState.Done or TicketState.Failed,
            ["detailedError"] = false,
            ["error"] = isFailed,
            ["errorMessage"] = isFailed ? ticket.ErrorMessage ?? ticket.Message : null,
            ["message"] = ticket.Message,
            ["percentage"] = PercentageOf(ticket),
            ["published"] = ticket.State is TicketState.Done,
        };
    }

    private static int PercentageOf(Ticket ticket) => ticket.State switch
    {
        TicketState.Done => 100,
        TicketState.Queued or TicketState.Running => Math.Clamp(ticket.Percentage, 0, 99),
        _ => Math.Clamp(ticket.Percentage, 0, 100),
    };

    private static string StatusUri(Ticket ticket) => $"{ticket.Path.Text}/status";

    private static string? ParentOf(string imagePath) =>
        ResourcePath.TryParse(imagePath, out ResourcePath? path) ? path.Parent?.Text : null;

    /// <summary>Below the source and without the image, as UForge has it.</summary>
    private static string? DownloadUri(Ticket ticket) => ticket.DownloadKey is { } key && ticket.Path.Parent?.Parent is { } source
        ? $"{source.Text}/pimages/{ticket.Path.Id}/downloads?id={key}"
        : null;

    private static UForgeObject? TargetFormatOf(Ticket ticket) => ImageFormat.TryFind(ticket.ImageFormat, out ImageFormat? format)
        ? new UForgeObject("TargetFormat") { ["name"] = format.Label, ["format"] = FormatOf(format.Name) }
        : null;

    private static UForgeObject? FormatOf(string? name) =>
        name is not null && UForgeSchema.FormatNames.Contains(name) ? new UForgeObject("ImageFormat") { ["name"] = name } : null;
}
