using ImagePublishFunctions.Domain.Publishing;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Ends a recipe early: a step failed for good or the caller cancelled.</summary>
internal sealed class RecipeEndedException(PublishResult result) : Exception(result.ErrorMessage)
{
    public PublishResult Result { get; } = result;
}
