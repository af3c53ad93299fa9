using System.Globalization;
using Azure.Core;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Queries;

namespace Azure.Data.Tables.Pipeline;

/// <summary>The requests on one entity; alone and as parts of a transaction they are the same.</summary>
internal static class EntityRequests
{
    private const string JsonType = "application/json;odata=nometadata";

    /// <summary>Path of an entity: quotes in keys doubled, then everything that is not plain percent-encoded.</summary>
    public static string PathTo(string table, string partitionKey, string rowKey)
        => $"{table}(PartitionKey='{Encoded(partitionKey)}',RowKey='{Encoded(rowKey)}')";

    public static HttpMessage Add(TableService service, string table, ITableEntity entity)
    {
        HttpMessage message = service.Message(RequestMethod.Post, table, Expected.Written);
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        return WithBody(message, entity);
    }

    /// <param name="service">The account.</param>
    /// <param name="table">The table.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="mode">Whether properties that are not named stay.</param>
    /// <param name="ifMatch">The version expected; null writes whether or not there is one.</param>
    public static HttpMessage Write(TableService service, string table, ITableEntity entity, TableUpdateMode mode, ETag? ifMatch)
    {
        RequestMethod method = mode switch
        {
            TableUpdateMode.Merge => RequestMethod.Patch,
            TableUpdateMode.Replace => RequestMethod.Put,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such mode."),
        };
        HttpMessage message = service.Message(method, PathTo(table, entity.PartitionKey, entity.RowKey), Expected.Written);
        if (ifMatch is { } version)
        {
            message.Request.Headers.SetValue("If-Match", version.ToString("H"));
        }

        return WithBody(message, entity);
    }

    /// <summary>Without a version, whatever there is goes.</summary>
    public static HttpMessage Delete(TableService service, string table, string partitionKey, string rowKey, ETag ifMatch)
    {
        HttpMessage message = service.Message(RequestMethod.Delete, PathTo(table, partitionKey, rowKey), Expected.Gone);
        message.Request.Headers.SetValue("If-Match", (ifMatch == default ? ETag.All : ifMatch).ToString("H"));
        return message;
    }

    public static HttpMessage Get(
        TableService service, string table, string partitionKey, string rowKey, IEnumerable<string>? select, ResponseClassifier expected)
    {
        HttpMessage message = service.Message(RequestMethod.Get, PathTo(table, partitionKey, rowKey), expected);
        Ask(message, "$select", select is null ? null : string.Join(',', select));
        return message;
    }

    public static HttpMessage Query(TableService service, string table, string? filter, int? top, IEnumerable<string>? select)
    {
        HttpMessage message = service.Message(RequestMethod.Get, $"{table}()", Expected.Ok);
        Ask(message, "$filter", filter);
        Ask(message, "$top", top?.ToString(CultureInfo.InvariantCulture));
        Ask(message, "$select", select is null ? null : string.Join(',', select));
        return message;
    }

    /// <summary>Adds a query parameter where it has a value.</summary>
    public static void Ask(HttpMessage message, string name, string? value)
    {
        if (value is not null)
        {
            message.Request.Uri.AppendQuery(name, Uri.EscapeDataString(value), escapeValue: false);
        }
    }

    private static HttpMessage WithBody(HttpMessage message, ITableEntity entity)
    {
        message.Request.Headers.SetValue("Content-Type", JsonType);
        message.Request.Content = RequestContent.Create(EntityJson.Write(entity));
        return message;
    }

    private static string Encoded(string key) => Uri.EscapeDataString(FilterText.Escaped(key));
}
