namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>A list of a response, written while it is read.</summary>
/// <param name="Root">A root of <see cref="UForgeSchema.Lists"/>, for example <c>publishImages</c>.</param>
/// <param name="Total">How many there are: it stands before the items; null leaves it out.</param>
/// <param name="Items">The items.</param>
public sealed record UForgeList(string Root, long? Total, IAsyncEnumerable<UForgeObject> Items);
