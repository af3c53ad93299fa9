using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>Decides what type an account is that comes without a publication: by its type, its platform's type, or its platform's name.</summary>
public static class AccountTypeResolver
{
    /// <summary>The type that a body means.</summary>
    /// <exception cref="RefusalException">400 naming the field: unknown, or nothing tells it.</exception>
    public static AccountType Resolve(CredAccountBody body)
    {
        if (body.TypeHint is { } hint) return AccountType.Find(hint) ?? throw UForgeRefusals.Invalid("@type", "names no type of account.");
        string platform = body.PlatformType ?? body.PlatformName
            ?? throw UForgeRefusals.Missing("targetPlatform", "nothing in the body tells which cloud the account is for.");
        return AccountType.All.FirstOrDefault(type => IsSame(type.PlatformType, platform) || IsSame(type.PlatformName, platform))
            ?? throw UForgeRefusals.Invalid("targetPlatform", "names no platform that UForge has.");
    }

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
