using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>
/// What Open Telekom Cloud demands: credentials of IAM, with object storage named as a whole or not at all, a domain and a project, and a
/// name of 1 to 128 letters, digits, <c>- . _</c> and inner spaces. Left out, the name is the image's name and version.
/// </summary>
public sealed class OpenTelekomCloudPublicationRules : IPublicationRules
{
    private const int MaximumNameLength = 128;
    private const int MaximumMinDisk = 1024;

    /// <inheritdoc />
    public PublishRequest Complete(PublishRequest request, PublicationImage image, AccountSecrets? oneOffSecrets)
    {
        if (oneOffSecrets is not null) CheckAccount(request.Account, oneOffSecrets);
        if (request["keystoneDomain"] is null) throw UForgeRefusals.Missing("keystoneDomain", "the account's name at the cloud is needed.");
        if (request["keystoneProject"] is null) throw UForgeRefusals.Missing("keystoneProject", "images belong to a project.");
        if (request["publicImage"] == "true") throw UForgeRefusals.Invalid("publicImage", "must be false: Open Telekom Cloud takes private images only.");
        if (request["minDisk"] is { } disk && (!int.TryParse(disk, out int size) || size is < 1 or > MaximumMinDisk))
            throw UForgeRefusals.Invalid("minDisk", $"must be 1 to {MaximumMinDisk} (GB).");

        Dictionary<string, string> fields = new(request.Fields);
        fields.TryAdd("displayName", DefaultName($"{image.Name}-{image.Version}"));
        if (!IsName(fields["displayName"]))
        {
            throw UForgeRefusals.Invalid(
                "displayName", $"must be 1 to {MaximumNameLength} letters, digits, '-', '.', '_' and spaces, with none at its ends.");
        }

        return request with { Fields = fields };
    }

    /// <summary>Checks an account that is used once, or is about to be stored.</summary>
    /// <exception cref="RefusalException">400 naming the field.</exception>
    public static void CheckAccount(CloudAccount account, AccountSecrets secrets)
    {
        OpenStackPublicationRules.CheckAccount(account, secrets);
        string[] storage = ["objectStorageUrl", "bucket", "accessKeyId", "region"];
        if (account["objectStorageUrl"] is null && account["bucket"] is null && account["accessKeyId"] is null) return;
        foreach (string field in storage)
        {
            if (account[field] is null) throw UForgeRefusals.Missing($"credAccount/{field}", $"object storage needs {string.Join(", ", storage)}.");
        }

        if (secrets["secretAccessKeyId"] is null)
            throw UForgeRefusals.Missing("credAccount/secretAccessKeyId", "object storage needs the access key's secret.");
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaximumNameLength && name == name.Trim() && name.All(IsNameCharacter);

    private static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or ' ';

    private static string DefaultName(string name)
    {
        string clean = string.Concat(name.Select(character => IsNameCharacter(character) ? character : '-')).Trim();
        return clean.Length <= MaximumNameLength ? clean : clean[..MaximumNameLength].Trim();
    }
}
