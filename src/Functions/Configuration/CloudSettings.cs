using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Configuration;

/// <summary>Makes a cloud of the keys that clouds.yaml has for it, wherever they were written.</summary>
internal sealed class CloudSettings
{
    private const string PasswordType = "password";
    private const string ApplicationCredentialType = "v3applicationcredential";
    private readonly IConfigurationSection _section;
    private readonly string _place;

    private CloudSettings(IConfigurationSection section, string? file)
    {
        _section = section;
        _place = file ?? "Settings";
    }

    /// <summary>Reads one cloud.</summary>
    /// <param name="section">Its keys, below its name.</param>
    /// <param name="file">The clouds.yaml that some of them may come from; null when there is none.</param>
    public static ConfiguredCloud Read(IConfigurationSection section, string? file) => new CloudSettings(section, file).Read();

    private ConfiguredCloud Read()
    {
        string name = _section.Key;
        if (name.Length > 64 || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw Wrong("", "has a name that can't stand in a path: letters, digits, '.', '_' and '-' may");
        bool isOpenTelekomCloud = IsOpenTelekomCloud();
        string? region = this["region_name"];
        var cloud = new ConfiguredCloud
        {
            Name = name,
            Kind = isOpenTelekomCloud ? CloudKind.OpenTelekomCloud : CloudKind.OpenStack,
            AuthUrl = Url("auth:auth_url")
                ?? (isOpenTelekomCloud && region is not null ? IamOf(region) : throw Wrong("auth:auth_url", "is missing")),
            Region = region,
            KeyManagementUrl = Url("kms_endpoint_override"),
            ImageUrl = Url("image_endpoint_override") is { } image ? ServiceUrl.WithoutVersion(image) : null,
            VerifiesTls = this["verify"] is not { } verify || (bool.TryParse(verify, out bool value) ? value : throw Wrong("verify", "must be true or false")),
            Authorities = Authorities(),
            Proxy = Url("proxy"),
        };
        return cloud with { Credentials = Credentials(cloud) };
    }

    private Uri IamOf(string region) => AddressRules.WhyNotRegion(region) is { } fault
        ? throw Wrong("region_name", fault.TrimEnd('.'))
        : new Uri($"https://iam.{region}.otc.t-systems.com/v3");

    /// <summary>openstacksdk's vendor profile is named <c>otc</c>; <c>cloud</c> is the profile's old key. <c>kind</c> is ours.</summary>
    private bool IsOpenTelekomCloud()
    {
        if (this["kind"] is not { } kind) return (this["profile"] ?? this["cloud"]) == "otc";
        return Enum.GetNames<CloudKind>().Contains(kind, StringComparer.OrdinalIgnoreCase)
            ? string.Equals(kind, nameof(CloudKind.OpenTelekomCloud), StringComparison.OrdinalIgnoreCase)
            : throw Wrong("kind", $"must be one of {string.Join(", ", Enum.GetNames<CloudKind>())}");
    }

    private OpenStackCredentials? Credentials(ConfiguredCloud cloud) => (this["auth_type"] ?? PasswordType) switch
    {
        PasswordType or "v3password" => this["auth:username"] is null ? null : Login(cloud, this["auth:password"] ?? throw Wrong("auth:password", "is missing")),
        ApplicationCredentialType => Login(cloud, "") with { Project = null, ApplicationCredential = ApplicationCredential() },
        _ => throw Wrong("auth_type", $"must be {PasswordType} or {ApplicationCredentialType}"),
    };

    private OpenStackCredentials Login(ConfiguredCloud cloud, string password) => new(
        cloud.AuthUrl,
        cloud.ImageUrl,
        KeystoneVersion.V3,
        this["auth:username"] ?? "",
        password,
        this["auth:user_domain_name"] ?? this["auth:user_domain_id"] ?? this["auth:domain_name"],
        this["auth:project_name"],
        Tenant: null,
        cloud.Region);

    /// <summary>By its id, or by its name together with the user's.</summary>
    private ApplicationCredential ApplicationCredential()
    {
        string? id = this["auth:application_credential_id"];
        string? name = this["auth:application_credential_name"];
        if (id is null && (name is null || this["auth:username"] is null)) throw Wrong("auth:application_credential_id", "is missing");
        return new ApplicationCredential(
            id, name, this["auth:application_credential_secret"] ?? throw Wrong("auth:application_credential_secret", "is missing"));
    }

    private X509Certificate2Collection? Authorities()
    {
        if (this["cacert"] is not { } path) return null;
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Wrong("cacert", $"names {path}, which can't be read as PEM certificates");
        }

        return authorities.Count > 0 ? authorities : throw Wrong("cacert", $"names {path}, which has no PEM certificate");
    }

    private Uri? Url(string key)
    {
        if (this[key] is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? url
            : throw Wrong(key, "must be an http or https URL without user, query and fragment");
    }

    private string? this[string key] => string.IsNullOrEmpty(_section[key]) ? null : _section[key];

    private InvalidOperationException Wrong(string key, string what) =>
        new($"{_place}: {$"{_section.Path}:{key}".TrimEnd(':').Replace(ConfiguredClouds.Section, "clouds", StringComparison.Ordinal).Replace(':', '.')} {what}.");
}
