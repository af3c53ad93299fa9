namespace ImagePublishFunctions.Orchestrations;

/// <summary>The input of the activity that sends one part of an image to object storage.</summary>
/// <param name="Ticket">The publication's path.</param>
/// <param name="Upload">The upload's id at the storage.</param>
/// <param name="Part">From 1.</param>
/// <param name="Before">Bytes of the parts that were done when this one began, for the progress.</param>
public sealed record ObjectPartInput(string Ticket, string Upload, int Part, long Before);
