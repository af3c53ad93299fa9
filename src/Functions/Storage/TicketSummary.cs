namespace ImagePublishFunctions.Storage;

/// <summary>What a list of publications is, before it is read.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Digest">32 hexadecimal digits; another whenever one of them changes, comes or goes.</param>
public sealed record TicketSummary(long Count, string Digest);
