namespace ImagePublishFunctions.Orchestrations;

/// <summary>Ends the deletion of a publication.</summary>
/// <param name="Ticket">The publication's path.</param>
/// <param name="Removal">How the removal from the cloud went.</param>
public sealed record DeletionEnd(string Ticket, StepResult Removal);
