using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>
/// What the clouds of the OpenStack family demand (UForge's contract §2.2, §2.3, §4 rows 10–12): complete credentials, and Keystone v3 with a
/// domain and a project or v2.0 with a tenant. An application credential brings its own project. K5 has v3 only, and a region in
/// <c>publishLocation</c>. Left out, the name in the cloud is the image's name and version, and the image is private.
/// </summary>
public sealed class OpenStackPublicationRules : IPublicationRules
{
    /// <summary>The longest name that Glance takes for an image, in characters.</summary>
    private const int MaximumNameLength = 255;

    private const string Version3 = "v3";
    private const string Version2 = "v2.0";

    /// <inheritdoc />
    public PublishRequest Complete(PublishRequest request, PublicationImage image, AccountSecrets? oneOffSecrets)
    {
        if (oneOffSecrets is not null) CheckAccount(request.Account, oneOffSecrets);
        string version = IsK5(request.Account) ? Version3 : KeystoneVersionOf(request);
        if (OpenStackAccounts.WhyNotRegion(request.Account, request["publishLocation"]) is { } fault)
            throw UForgeRefusals.Invalid("publishLocation", fault);
        if (version == Version2) Require(request, "tenantName", "Keystone v2.0 asks for a tenant.");
        else if (request.Account["applicationCredentialId"] is null)
        {
            Require(request, "keystoneDomain", "Keystone v3 asks for a domain.");
            Require(request, "keystoneProject", "Keystone v3 asks for a project.");
        }

        Dictionary<string, string> fields = new(request.Fields);
        fields.TryAdd("displayName", $"{image.Name}-{image.Version}");
        if (!IsK5(request.Account)) fields.TryAdd("publicImage", "false");
        if (fields["displayName"].Length > MaximumNameLength)
        {
            throw UForgeRefusals.Invalid("displayName", $"must be at most {MaximumNameLength} characters.");
        }

        Dictionary<string, string> accountFields = new(request.Account.Fields) { ["keystoneVersion"] = version };
        return request with { Fields = fields, Account = request.Account with { Fields = accountFields } };
    }

    /// <summary>Checks an account of the family that is used once, or is about to be stored.</summary>
    /// <exception cref="RefusalException">400 naming the field.</exception>
    public static void CheckAccount(CloudAccount account, AccountSecrets secrets)
    {
        if (!IsK5(account) && account["keystoneUrl"] is null)
            throw UForgeRefusals.Missing("credAccount/keystoneUrl", "the account needs its URL.");
        if (account["applicationCredentialId"] is not null)
        {
            if (secrets["applicationCredentialSecret"] is null)
                throw UForgeRefusals.Missing("credAccount/applicationCredentialSecret", "the application credential needs its secret.");
            if (account["keystoneVersion"] == Version2) throw UForgeRefusals.Invalid("credAccount/keystoneVersion", "must be v3 with an application credential.");
            return;
        }

        if (account["login"] is null) throw UForgeRefusals.Missing("credAccount/login", "the account needs a user name.");
        if (secrets["password"] is null) throw UForgeRefusals.Missing("credAccount/password", "the account needs a password.");
    }

    /// <summary>An account without a version is read by what the publication brings: only v2.0 knows tenants.</summary>
    private static string KeystoneVersionOf(PublishRequest request) => request.Account["keystoneVersion"]
        ?? (request["tenantName"] is not null && request["keystoneProject"] is null ? Version2 : Version3);

    private static bool IsK5(CloudAccount account) => account.Type == AccountType.K5.Name;

    private static void Require(PublishRequest request, string field, string why)
    {
        if (request[field] is null) throw UForgeRefusals.Missing(field, why);
    }
}
