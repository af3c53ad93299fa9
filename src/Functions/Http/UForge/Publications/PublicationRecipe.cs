using ImagePublishFunctions.Domain.Publishing;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>
/// A publication type that this backend can carry out. Registering one as a service is all that makes a type publishable: a type without
/// one is read and then refused with 501.
/// </summary>
/// <param name="Type">The type.</param>
/// <param name="Orchestrator">The orchestration that does it, for example <c>PublishToOpenStack</c>.</param>
/// <param name="Rules">What must hold before it starts.</param>
public sealed record PublicationRecipe(PublicationType Type, string Orchestrator, IPublicationRules Rules);
