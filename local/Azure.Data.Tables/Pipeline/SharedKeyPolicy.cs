using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Pipeline;

/// <summary>
/// Signs each try with the account's key: the Shared Key Lite scheme of the table service
/// (<see href="https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key"/>).
/// </summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        string date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        Uri uri = message.Request.Uri.ToUri();
        string resource = $"/{credential.AccountName}{uri.AbsolutePath}";
        message.Request.Headers.SetValue("x-ms-date", date);
        message.Request.Headers.SetValue(
            "Authorization", $"SharedKeyLite {credential.AccountName}:{credential.Sign($"{date}\n{resource}")}");
    }
}
