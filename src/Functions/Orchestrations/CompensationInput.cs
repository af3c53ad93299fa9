namespace ImagePublishFunctions.Orchestrations;

/// <summary>Removes what a publication left half-made in the cloud.</summary>
/// <param name="Ticket">The publication's path.</param>
/// <param name="Limit">How long the cloud may take.</param>
public sealed record CompensationInput(string Ticket, TimeSpan Limit);
