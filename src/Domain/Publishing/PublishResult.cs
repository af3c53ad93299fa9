namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>How a publication ended.</summary>
/// <param name="State">Done, failed or cancelled.</param>
/// <param name="CloudId">Id of the image in the cloud when done.</param>
/// <param name="ErrorCode">A stable identifier of the error when failed.</param>
/// <param name="ErrorMessage">The error for people when failed.</param>
public sealed record PublishResult(TicketState State, string? CloudId = null, string? ErrorCode = null, string? ErrorMessage = null)
{
    /// <summary>The image stands in the cloud under this id.</summary>
    public static PublishResult Done(string cloudId) => new(TicketState.Done, cloudId);

    /// <summary>It ended with an error.</summary>
    public static PublishResult Failed(string code, string message) => new(TicketState.Failed, ErrorCode: code, ErrorMessage: message);

    /// <summary>Its caller cancelled it.</summary>
    public static PublishResult Cancelled { get; } = new(TicketState.Cancelled);
}
