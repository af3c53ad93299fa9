using Azure;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Storage;

/// <summary>A cloud account as it is stored.</summary>
/// <param name="Path">The account's path, for example <c>users/guest/accounts/12</c>.</param>
/// <param name="Account">The account without its secrets.</param>
/// <param name="SecretName">Name of its secrets.</param>
/// <param name="HasSecrets">True when it has any.</param>
/// <param name="Created">When it was stored.</param>
/// <param name="Version">The version that was read: a change holds only as long as it is the present one.</param>
public sealed record StoredAccount(
    ResourcePath Path, CloudAccount Account, string SecretName, bool HasSecrets, DateTimeOffset Created, ETag Version);
