using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>
/// Decides what a body publishes to. The type is abstract on the wire, and UForge's printed examples lost it, so every place that tells it
/// is asked in turn: the publication's type, the account's, the stored account's, the platform's type, its name. Each narrows the
/// candidates; one that leaves none contradicts an earlier one. Only where all are silent does the image's format decide.
/// </summary>
public static class PublicationTypeResolver
{
    /// <summary>The type that a body means.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="storedAccount">The stored account that it refers to; null for a one-off account.</param>
    /// <param name="imageFormat">The name of the image's format; null when unknown.</param>
    /// <exception cref="RefusalException">400 naming the field: unknown, contradictory, or nothing tells it.</exception>
    public static PublicationType Resolve(PublishImageBody body, CloudAccount? storedAccount, string? imageFormat)
    {
        CredAccountBody? account = body.Account;
        IReadOnlyList<PublicationType> candidates = PublicationType.All;
        Narrow(ref candidates, "@type", body.TypeHint, hint => type => type.Name == hint || type.ShownAs?.Name == hint);
        Narrow(ref candidates, "credAccount/@type", account?.TypeHint,
            hint => type => type.AccountType.Name == hint || type.AccountType.ShownAs?.Name == hint);
        Narrow(ref candidates, "credAccount", storedAccount?.Type, hint => type => type.AccountType.Name == hint);
        Narrow(ref candidates, "credAccount/targetPlatform/type", account?.PlatformType,
            hint => type => IsSame(type.AccountType.PlatformType, hint));
        bool isSilent = candidates.Count == PublicationType.All.Count;
        if (account?.PlatformName is { } label && (isSilent || IsPlatform(label)))
        {
            // The name is an administrator's label: one that names no platform says nothing where something else does.
            Narrow(ref candidates, "credAccount/targetPlatform/name", label, hint => type => IsLabelOf(type.AccountType, hint));
            isSilent = false;
        }

        if (!isSilent) return candidates[0];
        return PublicationType.All.FirstOrDefault(type => type.ImageFormats.Any(format => IsSame(format, imageFormat)))
            ?? throw UForgeRefusals.Missing("credAccount/targetPlatform", "nothing in the body tells which cloud to publish to.");
    }

    private static void Narrow(
        ref IReadOnlyList<PublicationType> candidates, string field, string? hint, Func<string, Func<PublicationType, bool>> matching)
    {
        if (hint is null) return;
        Func<PublicationType, bool> matches = matching(hint);
        PublicationType[] left = [.. candidates.Where(matches)];
        if (left.Length == 0)
        {
            throw UForgeRefusals.Invalid(field, PublicationType.All.Any(matches)
                ? "contradicts the type or platform given before it."
                : "names no type or platform that UForge has.");
        }

        candidates = left;
    }

    private static bool IsPlatform(string label) => AccountType.All.Any(type => IsLabelOf(type, label));

    private static bool IsLabelOf(AccountType type, string label) => IsSame(type.PlatformType, label) || IsSame(type.PlatformName, label);

    private static bool IsSame(string one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
