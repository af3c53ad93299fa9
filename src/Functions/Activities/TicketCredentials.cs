using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities;

/// <summary>Finds the account of a publication with its secrets: the stored one as it is now, or the one given with the request.</summary>
public sealed class TicketCredentials(AccountStore accounts, SecretStore secrets)
{
    /// <summary>The account and its secrets.</summary>
    /// <exception cref="CloudException">The account or its secrets are gone.</exception>
    public async Task<(CloudAccount Account, AccountSecrets Secrets)> FindAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        CloudAccount account = ticket.Request.Account;
        if (ResourcePath.TryParse(account.Path, out ResourcePath? path))
        {
            (StoredAccount stored, AccountSecrets kept) =
                await accounts.FindWithSecretsAsync(path, cancellationToken) ?? throw Gone($"The account {path} was deleted.");
            return (stored.Account, kept);
        }

        AccountSecrets? given = ticket.SecretName is { } name ? await secrets.FindAsync(name, cancellationToken) : AccountSecrets.None;
        return (account, given ?? throw Gone("The secrets of the account that came with the request are no longer kept."));
    }

    private static CloudException Gone(string message) => new(CloudErrorKind.Permanent, "ACCOUNT_GONE", message);
}
