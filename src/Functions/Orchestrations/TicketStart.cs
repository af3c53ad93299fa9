namespace ImagePublishFunctions.Orchestrations;

/// <summary>What <see cref="PublishImage"/> needs to know of a ticket.</summary>
/// <param name="Recipe">The orchestration that publishes to the target's kind of cloud; null when the ticket is closed.</param>
/// <param name="Compensation">The activity that removes what a failed or cancelled publication left in the cloud.</param>
/// <param name="ImagePath">The image's path.</param>
/// <param name="FileETag">The version of the image's file that is published.</param>
/// <param name="IsShared">True when the image is shared once it is published.</param>
public sealed record TicketStart(string? Recipe, string Compensation, string ImagePath, string FileETag, bool IsShared = false)
{
    /// <summary>Nothing is left to do.</summary>
    public static TicketStart Closed { get; } = new(null, "", "", "");
}
