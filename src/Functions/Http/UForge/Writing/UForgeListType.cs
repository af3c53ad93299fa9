namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>A list resource: root, <c>total</c>, then a wrapper of the root's own name with the items.</summary>
/// <param name="Root">The name of the root and of the wrapper, for example <c>publishImages</c>.</param>
/// <param name="ItemName">The name of an item, for example <c>publishImage</c>.</param>
/// <param name="ItemTypeName">The type that every item is or extends.</param>
public sealed record UForgeListType(string Root, string ItemName, string ItemTypeName);
