using System.Diagnostics.CodeAnalysis;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Activities;

/// <summary>
/// The logins that accounts stand for whose clouds have a Keystone: the OpenStack family (OpenStack itself, SUSE Cloud, Cloudwatt, Fujitsu's
/// K5), and Open Telekom Cloud.
/// </summary>
/// <param name="configuration">
/// Setting <c>K5:KeystoneUrl</c>: K5's identity service, with <c>{region}</c> for the region, since its accounts name none.
/// </param>
public sealed class OpenStackAccounts(IConfiguration configuration)
{
    private const string K5 = "https://identity.{region}.cloud.global.fujitsu.com/v3";
    private readonly string _k5 = configuration["K5:KeystoneUrl"] is { Length: > 0 } url ? url : K5;

    /// <summary>True for an account that opens a Keystone and a Glance.</summary>
    public static bool IsOpenStack([NotNullWhen(true)] string? accountType) => accountType is not null
        && (accountType == AccountType.OpenStack.Name || accountType == AccountType.SuseCloud.Name
            || accountType == AccountType.Cloudwatt.Name || accountType == AccountType.K5.Name);

    /// <summary>True for an account whose cloud shares images.</summary>
    public static bool CanShare(string? accountType) => IsOpenStack(accountType) || accountType == AccountType.OpenTelekomCloud.Name;

    /// <summary>Finds what is wrong with the region that an account is used with: null, or words that follow the name of the field.</summary>
    public static string? WhyNotRegion(CloudAccount account, string? region)
    {
        if (account.Type != AccountType.K5.Name) return null;
        return region is null ? "is missing: K5 asks for a region." : AddressRules.WhyNotRegion(region);
    }

    /// <summary>The login of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="secrets">Its secrets.</param>
    /// <param name="domain">Name of the domain of user and project; null for the default one.</param>
    /// <param name="project">Name of the project, for Keystone v3.</param>
    /// <param name="tenant">Name of the tenant, for Keystone v2.0.</param>
    /// <param name="region">The region; null for the account's own, or the catalogue's first.</param>
    /// <exception cref="CloudException">The region has a form that would lead elsewhere.</exception>
    public OpenStackCredentials Login(CloudAccount account, AccountSecrets secrets, string? domain, string? project, string? tenant, string? region) => new(
        account.Type == AccountType.K5.Name ? K5Of(account, region) : new Uri(account["keystoneUrl"]!),
        account["glanceUrl"] is { } glance ? new Uri(glance) : null,
        account["keystoneVersion"] == "v2.0" ? KeystoneVersion.V2 : KeystoneVersion.V3,
        account["login"] ?? "",
        secrets["password"] ?? "",
        domain,
        project,
        tenant,
        region ?? account["region"])
    {
        ApplicationCredential = account["applicationCredentialId"] is { } id
            ? new ApplicationCredential(id, null, secrets["applicationCredentialSecret"] ?? "")
            : null,
    };

    /// <summary>Checked again, whatever door the region came through: the password goes where it says.</summary>
    private Uri K5Of(CloudAccount account, string? region) => WhyNotRegion(account, region) is { } fault
        ? throw new CloudException(CloudErrorKind.Permanent, "REGION_INVALID", $"The region {fault}")
        : new Uri(_k5.Replace("{region}", region, StringComparison.Ordinal));
}
