using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>Reads a <c>credAccount</c>, alone or within a publication.</summary>
public static class CredAccountReader
{
    /// <summary>The root element of an account's own resource.</summary>
    public const string RootName = "credAccount";

    /// <summary>The longest certificate in characters of base64.</summary>
    private const int MaximumCertificateLength = 65_536;

    private const string KeystoneVersion = "keystoneVersion";

    /// <summary>Reads the account.</summary>
    /// <exception cref="RefusalException">400 naming the field that is doubled or not of its kind.</exception>
    public static CredAccountBody Read(UForgeElement element)
    {
        Dictionary<string, string> values = TypedFields.Read(element, AccountType.All.SelectMany(type => type.Fields));
        HashSet<string> secretNames =
            [.. AccountType.All.SelectMany(type => type.Fields).Where(field => field.IsSecret).Select(field => field.Name)];
        Dictionary<string, string> fields = values.Where(pair => !secretNames.Contains(pair.Key)).ToDictionary();
        Dictionary<string, string> secrets = values.Where(pair => secretNames.Contains(pair.Key)).ToDictionary();
        if (fields.TryGetValue(KeystoneVersion, out string? version)) fields[KeystoneVersion] = NormalizeVersion(element, version);
        ReadCertificates(element, fields, secrets);
        UForgeElement? platform = element.Child("targetPlatform");
        ResourcePath? path = ReadPath(element);
        long? id = ReadId(element);
        if (path is not null && id is not null && path.Id != id)
        {
            throw UForgeRefusals.Invalid(element.Child("dbId")!.Path, "is not the id of the account in uri.");
        }

        return new CredAccountBody
        {
            TypeHint = element.TypeHint,
            Path = path,
            Id = id,
            Name = TypedFields.ReadText(element, "name"),
            PlatformType = platform is null ? null : TypedFields.ReadText(platform, "type"),
            PlatformName = platform is null ? null : TypedFields.ReadText(platform, "name"),
            Fields = fields,
            Secrets = new AccountSecrets(secrets),
        };
    }

    private static ResourcePath? ReadPath(UForgeElement element)
    {
        if (element.ChildText("uri") is not { } text) return null;
        return ResourcePath.TryParse(text.Trim(), out ResourcePath? path) && path is { Collection: "accounts", Parent: null }
            ? path
            : throw UForgeRefusals.Invalid(element.Child("uri")!.Path, "must look like users/guest/accounts/12.");
    }

    /// <summary>Zero is what the SDK makes of an empty element: no id.</summary>
    private static long? ReadId(UForgeElement element)
    {
        string? text = element.ChildText("dbId")?.Trim();
        if (text is null or "0") return null;
        return ResourcePath.TryParseId(text, out long id)
            ? id
            : throw UForgeRefusals.Invalid(element.Child("dbId")!.Path, "must be a positive whole number.");
    }

    /// <summary>hammr's documentation says 3.0, or gives Keystone's URL that ends in it, where its code and the API say v3.</summary>
    private static string NormalizeVersion(UForgeElement element, string version) => VersionIn(version).ToUpperInvariant() switch
    {
        "V3" or "V3.0" or "3.0" or "3" => "v3",
        "V2.0" or "2.0" or "V2" or "2" => "v2.0",
        _ => throw UForgeRefusals.Invalid(element.Child(KeystoneVersion)!.Path, "must be v2.0 or v3."),
    };

    private static string VersionIn(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" ? url.AbsolutePath.TrimEnd('/').Split('/')[^1] : text;

    private static void ReadCertificates(UForgeElement element, Dictionary<string, string> fields, Dictionary<string, string> secrets)
    {
        foreach (UForgeElement certificate in element.Child("certificates")?.Children ?? [])
        {
            if (certificate.Name != "certificate") continue;
            string type = certificate.ChildText("type")?.Trim()
                ?? throw UForgeRefusals.Missing($"{certificate.Path}/type", "a certificate needs its type.");
            UForgeElement typeElement = certificate.Child("type")!;
            if (!AccountType.CertificateTypes.Contains(type))
            {
                throw UForgeRefusals.Invalid(typeElement.Path, $"must be one of {string.Join(", ", AccountType.CertificateTypes)}.");
            }

            string key = AccountType.CertificateField(type);
            if (!fields.TryAdd(key, TypedFields.ReadText(certificate, "name") ?? type)) throw UForgeRefusals.Duplicate(typeElement.Path);
            if (certificate.ChildText("content") is { } content) secrets.Add(key, ReadContent(certificate, content));
        }
    }

    private static string ReadContent(UForgeElement certificate, string content)
    {
        string base64 = string.Concat(content.Where(character => !char.IsWhiteSpace(character)));
        bool isValid = base64.Length <= MaximumCertificateLength
            && Convert.TryFromBase64String(base64, new byte[base64.Length], out _);
        return isValid ? base64 : throw UForgeRefusals.Invalid(certificate.Child("content")!.Path, "must be base64 of at most 64 KiB.");
    }
}
