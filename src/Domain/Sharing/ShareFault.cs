namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>What is wrong with a share before it starts.</summary>
/// <param name="Field">The field by its wire name, for example <c>images[3]</c>.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record ShareFault(string Field, string Message);
