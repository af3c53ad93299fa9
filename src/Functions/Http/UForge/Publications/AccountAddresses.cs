using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>Checks, where an account is read, every field of it that becomes part of an address, whatever its type.</summary>
internal static class AccountAddresses
{
    /// <summary>Checks an account; what is absent is no error.</summary>
    /// <exception cref="RefusalException">400 naming the field.</exception>
    public static void Check(CloudAccount account, AccountType type)
    {
        foreach (FieldDefinition field in type.Fields)
        {
            if (account[field.Name] is { } text && WhyNot(field, text) is { } fault)
                throw UForgeRefusals.Invalid($"credAccount/{field.Name}", fault);
        }
    }

    private static string? WhyNot(FieldDefinition field, string text) => field.Name switch
    {
        _ when field.Kind == FieldKind.Uri => AddressRules.WhyNotUrl(text),
        "region" => AddressRules.WhyNotRegion(text),
        "bucket" => AddressRules.WhyNotBucket(text),
        "hostname" or "proxyHost" => AddressRules.WhyNotHost(text),
        "port" or "proxyPort" => AddressRules.WhyNotPort(text),
        _ => null,
    };
}
