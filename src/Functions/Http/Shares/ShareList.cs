namespace ImagePublishFunctions.Http.Shares;

/// <summary>The jobs of a user, newest first, written while they are read.</summary>
/// <param name="Shares">The jobs.</param>
public sealed record ShareList(IAsyncEnumerable<ShareView> Shares);
