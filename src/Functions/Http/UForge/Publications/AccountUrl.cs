using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>What an account's URL must be, whatever the cloud.</summary>
internal static class AccountUrl
{
    /// <summary>Checks a field; one that is absent is no error.</summary>
    /// <exception cref="RefusalException">400 naming the field.</exception>
    public static void Check(CloudAccount account, string field)
    {
        string path = $"credAccount/{field}";
        if (account[field] is not { } text) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            throw UForgeRefusals.Invalid(path, "must be an absolute http or https URL.");
        }

        if (url.UserInfo.Length > 0) throw UForgeRefusals.Invalid(path, "must not hold a user name or password.");
    }
}
