using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables.Pipeline;

/// <summary>Reads code and message from <c>{"odata.error":{"code":"…","message":{"lang":"…","value":"…"}}}</c>.</summary>
internal sealed class ErrorDetails : RequestFailedDetailsParser
{
    public override bool TryParse(
        Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        error = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Content);
            JsonElement body = document.RootElement.GetProperty("odata.error");
            error = new ResponseError(body.GetProperty("code").GetString(), body.GetProperty("message").GetProperty("value").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not the service's own error, such as a proxy's page: the status says enough.
        }

        return error is not null;
    }
}
