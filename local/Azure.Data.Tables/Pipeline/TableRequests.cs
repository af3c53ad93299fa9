using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Pipeline;

/// <summary>The requests on tables themselves.</summary>
internal static class TableRequests
{
    private const string NextTable = "x-ms-continuation-NextTableName";

    /// <summary>Creates a table; where 409 is expected, one that is there already is as good.</summary>
    public static async Task<Response<TableItem>> CreateAsync(
        TableService service, string name, ResponseClassifier expected, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        using HttpMessage message = service.Message(RequestMethod.Post, "Tables", expected);
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        message.Request.Headers.SetValue("Content-Type", "application/json;odata=nometadata");
        message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(1) { ["TableName"] = name }));
        Response response = await service.SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (response.Status == 409)
        {
            RequestFailedException refusal = TableService.Failure(response);
            if (refusal.ErrorCode != TableErrorCode.TableAlreadyExists)
            {
                throw refusal;
            }
        }

        return Response.FromValue(new TableItem(name), response);
    }

    public static async Task<Response> DeleteAsync(TableService service, string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        using HttpMessage message = service.Message(RequestMethod.Delete, $"Tables('{Uri.EscapeDataString(name)}')", Expected.Gone);
        return await service.SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<Page<TableItem>> PageAsync(
        TableService service, string? filter, string? token, int? size, CancellationToken cancellationToken)
    {
        using HttpMessage message = EntityRequests.Query(service, "Tables", filter, size, select: null);
        EntityRequests.Ask(message, "NextTableName", token);
        Response response = await service.SendAsync(message, cancellationToken).ConfigureAwait(false);
        using JsonDocument document = JsonDocument.Parse(response.Content);
        TableItem[] tables =
        [
            .. document.RootElement.GetProperty("value").EnumerateArray().Select(t => new TableItem(t.GetProperty("TableName").GetString()!)),
        ];
        return Page<TableItem>.FromValues(tables, response.Headers.TryGetValue(NextTable, out string? next) ? next : null, response);
    }
}
