using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>A publication that may be carried out.</summary>
/// <param name="Request">The complete request, without secrets.</param>
/// <param name="Recipe">How it is done.</param>
/// <param name="OneOffSecrets">The secrets of an account that came with the request; null when the account is a stored one.</param>
public sealed record PublicationOrder(PublishRequest Request, PublicationRecipe Recipe, AccountSecrets? OneOffSecrets);
