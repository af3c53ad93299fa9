namespace ImagePublishFunctions.Orchestrations;

/// <summary>The input of the activity that pushes one blob of a container image.</summary>
/// <param name="Ticket">The publication's path.</param>
/// <param name="Blob">The blob's number in the publication's plan.</param>
/// <param name="Before">Bytes of the blobs that were done when this one began, for the progress.</param>
public sealed record ContainerBlobInput(string Ticket, int Blob, long Before);
