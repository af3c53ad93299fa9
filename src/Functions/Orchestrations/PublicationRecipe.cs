using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Publications;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// A publication type that this backend can carry out. Registering one as a service is all that makes a type publishable: a type without
/// one is read and then refused with 501.
/// </summary>
/// <param name="Type">The type.</param>
/// <param name="Orchestrator">The orchestration that does it, for example <c>PublishToOpenStack</c>.</param>
/// <param name="Compensation">The activity that removes what a failed or cancelled publication left in the cloud.</param>
/// <param name="Rules">What must hold before it starts.</param>
public sealed record PublicationRecipe(PublicationType Type, string Orchestrator, string Compensation, IPublicationRules Rules)
{
    /// <summary>The activity that removes a finished publication's image from the cloud; <see cref="Compensation"/> unless that is another.</summary>
    public string Removal { get; init; } = Compensation;
}
