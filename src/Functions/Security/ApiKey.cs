using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Security;

/// <summary>A pair of keys of a user: the public one names it, the secret one signs requests.</summary>
/// <param name="Path">Its path, for example <c>users/guest/apikeys/12</c>.</param>
/// <param name="Name">The user's name for it.</param>
/// <param name="Description">Free text; null when none was given.</param>
/// <param name="PublicKey">32 hexadecimal digits.</param>
/// <param name="SecretName">Name under which the secret key is kept.</param>
/// <param name="Created">When it was made.</param>
public sealed record ApiKey(ResourcePath Path, string Name, string? Description, string PublicKey, string SecretName, DateTimeOffset Created);
