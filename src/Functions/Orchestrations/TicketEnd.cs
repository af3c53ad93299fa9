using ImagePublishFunctions.Domain.Publishing;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Closes a ticket.</summary>
/// <param name="Ticket">The publication's path.</param>
/// <param name="Result">How it ended.</param>
public sealed record TicketEnd(string Ticket, PublishResult Result);
