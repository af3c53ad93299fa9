namespace ImagePublishFunctions.Orchestrations;

/// <summary>How an inspection ended.</summary>
/// <param name="Failure">Why the file can't be published, in a sentence for its user; null when it can.</param>
public sealed record InspectImageResult(string? Failure)
{
    /// <summary>The catalogue holds the file's size, hashes and format.</summary>
    public static InspectImageResult Ready { get; } = new((string?)null);

    /// <summary>The file can't be published.</summary>
    public static InspectImageResult Failed(string reason) => new(reason);
}
