using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>What one target cloud demands of a publication before there is a ticket.</summary>
public interface IPublicationRules
{
    /// <summary>Fills in what may be left out and refuses what the cloud could never do.</summary>
    /// <param name="request">The request as read, fields of its type only.</param>
    /// <param name="image">The image that is published.</param>
    /// <param name="oneOffSecrets">The secrets of an account given with the request; null for a stored account, whose secrets were
    /// checked when it was stored.</param>
    /// <returns>The request with its defaults filled in.</returns>
    /// <exception cref="RefusalException">400 naming the field.</exception>
    PublishRequest Complete(PublishRequest request, PublicationImage image, AccountSecrets? oneOffSecrets);
}
