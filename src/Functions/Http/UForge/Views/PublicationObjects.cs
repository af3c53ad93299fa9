using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Http.UForge.Views;

/// <summary>A publication as UForge's objects.</summary>
public static class PublicationObjects
{
    /// <summary>The ticket: a <c>publishImage</c> with its status in it.</summary>
    public static UForgeObject Ticket(PublicationView view)
    {
        PublicationType type = PublicationType.Find(view.Request.Type)
            ?? throw new ArgumentException($"There is no publication type {view.Request.Type}.", nameof(view));
        type = type.ShownAs ?? type;
        UForgeObject ticket = new(type.Name)
        {
            ["created"] = view.Created,
            ["dbId"] = view.Path.Id,
            ["lastModified"] = view.LastModified,
            ["status"] = StatusFields(view),
            ["parentUri"] = ParentOf(view.Request.ImagePath),
            ["credAccount"] = AccountObjects.Create(view.Request.Account),
            ["downloadKey"] = view.DownloadKey,
            ["downloadUri"] = DownloadUri(view),
            ["fileSize"] = view.ImageSize,
            ["format"] = FormatOf(view.ImageFormat),
            ["targetFormat"] = TargetFormatOf(view),
            ["name"] = view.ImageName,
            ["revision"] = view.ImageRevision,
            ["statusUri"] = StatusUri(view),
            ["uri"] = view.Path.Text,
            ["version"] = view.ImageVersion,
            ["cloudId"] = view.CloudId,
            ["imageUri"] = view.Request.ImagePath,
            ["publishLocation"] = view.Request["publishLocation"],
        };
        TypedValues.Set(ticket, type.Fields, view.Request.Fields);
        return ticket;
    }

    /// <summary>The status alone, as its own resource.</summary>
    public static UForgeObject Status(PublicationView view)
    {
        UForgeObject status = StatusFields(view);
        status["created"] = view.Created;
        status["dbId"] = view.Path.Id;
        status["lastModified"] = view.LastModified;
        status["parentUri"] = view.Path.Text;
        status["uri"] = StatusUri(view);
        return status;
    }

    /// <summary>
    /// The flags that satisfy every known client (UForge's contract §2.4): failed is complete too, cancelled is not, the message is never
    /// null and the percentage is within 0 and 100.
    /// </summary>
    private static UForgeObject StatusFields(PublicationView view)
    {
        bool isFailed = view.State is TicketState.Failed;
        string message = string.IsNullOrEmpty(view.Message) ? DefaultMessage(view) : view.Message;
        return new UForgeObject("OpStatus")
        {
            ["bytesLoaded"] = view.BytesLoaded,
            ["bytesTotal"] = view.BytesTotal,
            ["cancelled"] = view.State is TicketState.Cancelled,
            ["complete"] = view.State is TicketState.Done or TicketState.Failed,
            ["detailedError"] = isFailed && view.DetailedErrorMessage is not null,
            ["detailedErrorMsg"] = isFailed ? view.DetailedErrorMessage : null,
            ["error"] = isFailed,
            ["errorMessage"] = isFailed ? view.ErrorMessage ?? message : null,
            ["message"] = message,
            ["percentage"] = PercentageOf(view),
            ["published"] = view.State is TicketState.Done,
        };
    }

    private static int PercentageOf(PublicationView view) => view.State switch
    {
        TicketState.Done => 100,
        TicketState.Queued or TicketState.Running => Math.Clamp(view.Percentage, 0, 99),
        _ => Math.Clamp(view.Percentage, 0, 100),
    };

    private static string DefaultMessage(PublicationView view) => view.State switch
    {
        TicketState.Queued => "Queued",
        TicketState.Running => "Publishing",
        TicketState.Done => $"Done, published on {AccountObjects.PlatformNameOf(view.Request.Account)}",
        TicketState.Failed => "Failed",
        _ => "Cancelled",
    };

    private static string StatusUri(PublicationView view) => $"{view.Path.Text}/status";

    private static string? ParentOf(string imagePath) =>
        ResourcePath.TryParse(imagePath, out ResourcePath? path) ? path.Parent?.Text : null;

    /// <summary>Below the source and without the image, as UForge has it.</summary>
    private static string? DownloadUri(PublicationView view) => view.DownloadKey is { } key && view.Path.Parent?.Parent is { } source
        ? $"{source.Text}/pimages/{view.Path.Id}/downloads?id={key}"
        : null;

    private static UForgeObject? TargetFormatOf(PublicationView view) => ImageFormat.TryFind(view.ImageFormat, out ImageFormat? format)
        ? new UForgeObject("TargetFormat") { ["name"] = format.Label, ["format"] = FormatOf(format.Name) }
        : null;

    private static UForgeObject? FormatOf(string? name) =>
        name is not null && UForgeSchema.FormatNames.Contains(name) ? new UForgeObject("ImageFormat") { ["name"] = name } : null;
}
