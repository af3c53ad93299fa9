using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>Asks an account's cloud what there is to choose from, as UForge's <c>credAccountResources</c>.</summary>
public sealed class AccountResources(OpenStackAccounts logins, KeystoneClient keystone)
{
    /// <summary>An OpenStack account's projects.</summary>
    /// <param name="account">The account.</param>
    /// <param name="secrets">Its secrets.</param>
    /// <param name="domain">The domain of its user; null for the default one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">501 for other kinds of cloud; 502 with the cloud's reason when it refuses or does not answer.</exception>
    public async Task<UForgeObject> FindAsync(
        CloudAccount account, AccountSecrets secrets, string? domain, CancellationToken cancellationToken)
    {
        if (!OpenStackAccounts.IsOpenStack(account.Type) || account["keystoneUrl"] is null || account["keystoneVersion"] == "v2.0")
            throw new RefusalException(501, "RESOURCES_NOT_SUPPORTED", $"Resources of a {account.Type} are not looked up, only those of Keystone v3.", "caid");

        OpenStackCredentials credentials = logins.Login(account, secrets, domain, null, null, null) with { GlanceUrl = null };
        try
        {
            IReadOnlyDictionary<string, string> projects = await keystone.ListProjectsAsync(credentials, cancellationToken);
            return new UForgeObject("CredAccountResources")
            {
                ["cloudResources"] = new UForgeObject("OpenstackResources")
                {
                    ["tenants"] = projects.OrderBy(project => project.Value, StringComparer.Ordinal).Select(project => new UForgeObject("OpenstackTenant")
                    {
                        ["name"] = project.Value,
                        ["available"] = true,
                        ["id"] = project.Key,
                    }).ToArray(),
                },
            };
        }
        catch (CloudException e)
        {
            throw new RefusalException(502, "CLOUD_REFUSED", e.Message, "caid");
        }
    }
}
