using Azure.Core;
using Azure.Data.Tables.Pipeline;

namespace Azure.Data.Tables.Queries;

/// <summary>Where a query goes on: the two keys that the service names in its headers, as one token.</summary>
internal static class EntityContinuation
{
    // A header's value has no line break, so this parts the two keys whatever they are.
    private const char Separator = '\n';

    /// <summary>The token of the next page, null after the last. The service may name a partition without a row.</summary>
    public static string? In(Response response)
        => response.Headers.TryGetValue("x-ms-continuation-NextPartitionKey", out string? partitionKey)
            ? partitionKey + Separator + (response.Headers.TryGetValue("x-ms-continuation-NextRowKey", out string? rowKey) ? rowKey : "")
            : null;

    public static void Ask(HttpMessage message, string? token)
    {
        if (token is null)
        {
            return;
        }

        string[] keys = token.Split(Separator, 2);
        EntityRequests.Ask(message, "NextPartitionKey", keys[0]);
        EntityRequests.Ask(message, "NextRowKey", keys.Length > 1 && keys[1].Length > 0 ? keys[1] : null);
    }
}
