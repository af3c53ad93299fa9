namespace ImagePublishFunctions.Orchestrations;

/// <summary>The input of a publication's orchestrations and activities: keys, never a payload.</summary>
/// <param name="Ticket">The publication's path.</param>
/// <param name="CloudId">Id of the image in the cloud, where the step needs it.</param>
/// <param name="Abandoned">True to only clean up and close: an earlier run ended without doing so.</param>
public sealed record PublishInput(string Ticket, string? CloudId = null, bool Abandoned = false);
