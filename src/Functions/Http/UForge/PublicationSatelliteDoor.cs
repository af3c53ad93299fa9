using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>What hangs on a finished publication: its account, that account's cloud as it is now, and deployments.</summary>
public sealed class PublicationSatelliteDoor(ShownPublications shown, AccountStore accounts, AccountResources resources)
{
    /// <summary>Refuses to launch an instance: 501.</summary>
    public async Task<IResult> DeployAsync(HttpRequest request, ResourcePath publication, CancellationToken cancellationToken)
    {
        await shown.FindAsync(request, publication, Entitlement.Deployments, cancellationToken);
        throw new RefusalException(501, "DEPLOY_NOT_SUPPORTED", "This backend publishes images; it does not launch instances of them.", publication.Text);
    }

    /// <summary>The account that an image was published with, without its secrets.</summary>
    public async Task<IResult> ReadAccountAsync(HttpRequest request, ResourcePath publication, long account, CancellationToken cancellationToken)
    {
        (StoredAccount stored, _) = await FindAsync(request, publication, account, cancellationToken);
        return new UForgeResult(200, AccountObjects.Create(stored.Account, stored.Created));
    }

    /// <summary>What that account's cloud offers now.</summary>
    public async Task<IResult> ReadResourcesAsync(HttpRequest request, ResourcePath publication, long account, CancellationToken cancellationToken)
    {
        (StoredAccount stored, AccountSecrets secrets) = await FindAsync(request, publication, account, cancellationToken);
        Ticket ticket = await shown.FindAsync(request, publication, null, cancellationToken);
        return new UForgeResult(200, await resources.FindAsync(stored.Account, secrets, ticket.Request["keystoneDomain"], cancellationToken));
    }

    private async Task<(StoredAccount Account, AccountSecrets Secrets)> FindAsync(
        HttpRequest request, ResourcePath publication, long id, CancellationToken cancellationToken)
    {
        Ticket ticket = await shown.FindAsync(request, publication, null, cancellationToken);
        return ResourcePath.TryParse(ticket.Request.Account.Path, out ResourcePath? path) && path.Id == id
            && await accounts.FindWithSecretsAsync(path, cancellationToken) is { } found
                ? found
                : throw new RefusalException(404, "ACCOUNT_NOT_FOUND", $"The publication has no account {id}.", "caid");
    }
}
