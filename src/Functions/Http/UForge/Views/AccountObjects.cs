using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Http.UForge.Views;

/// <summary>An account as a <c>credAccount</c>. Its secrets are never in it; <c>secretsMissing</c> says so.</summary>
public static class AccountObjects
{
    /// <summary>The account's object, alone or within a publication.</summary>
    /// <param name="account">The account.</param>
    /// <param name="created">When it was stored; null where that does not matter.</param>
    /// <param name="lastModified">When it last changed; null where that does not matter.</param>
    public static UForgeObject Create(CloudAccount account, DateTimeOffset? created = null, DateTimeOffset? lastModified = null)
    {
        AccountType type = TypeOf(account);
        AccountType shown = type.ShownAs ?? type;
        UForgeObject result = new(shown.Name)
        {
            ["created"] = created,
            ["dbId"] = ResourcePath.TryParse(account.Path, out ResourcePath? path) ? path.Id : null,
            ["lastModified"] = lastModified,
            ["name"] = account.Name,
            ["uri"] = path?.Text,
            ["targetPlatform"] = new UForgeObject("TargetPlatform")
            {
                ["name"] = PlatformNameOf(account),
                ["type"] = type.PlatformType,
            },
            ["secretsMissing"] = true,
        };
        // hammr reads the list of certificates without looking for null: it stands there even when empty.
        if (type.HasCertificates) result["certificates"] = CertificatesOf(account);
        TypedValues.Set(result, shown.Fields, account.Fields);
        return result;
    }

    /// <summary>The label of the account's platform: its own, or the type's.</summary>
    public static string PlatformNameOf(CloudAccount account) => account.PlatformName ?? TypeOf(account).PlatformName;

    private static AccountType TypeOf(CloudAccount account) => AccountType.Find(account.Type)
        ?? throw new ArgumentException($"There is no account type {account.Type}.", nameof(account));

    private static UForgeObject[] CertificatesOf(CloudAccount account) =>
    [
        .. from type in AccountType.CertificateTypes
           let name = account[AccountType.CertificateField(type)]
           where name is not null
           select new UForgeObject("Certificate") { ["name"] = name, ["type"] = type },
    ];
}
