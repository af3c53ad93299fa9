using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Pipeline;

/// <summary>Adds the shared access signature to the query, as it stands when the call is made.</summary>
internal sealed class SasPolicy(AzureSasCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        string signature = credential.Signature.TrimStart('?');
        RequestUriBuilder uri = message.Request.Uri;
        uri.Query = string.IsNullOrEmpty(uri.Query) ? $"?{signature}" : $"{uri.Query}&{signature}";
    }
}
