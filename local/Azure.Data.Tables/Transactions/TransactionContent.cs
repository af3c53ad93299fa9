using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Transactions;

/// <summary>
/// The requests of an entity group transaction as one multipart body: a batch with one change set
/// (<see href="https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions"/>).
/// </summary>
internal static class TransactionContent
{
    private const string NewLine = "\r\n";

    /// <summary>The body and its content type, which names the boundary.</summary>
    public static async Task<(RequestContent Body, string ContentType)> OfAsync(IReadOnlyList<HttpMessage> parts, CancellationToken cancellationToken)
    {
        string batch = $"batch_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        string changes = $"changeset_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        using var body = new MemoryStream();
        Append(body, $"--{batch}{NewLine}Content-Type: multipart/mixed; boundary={changes}{NewLine}{NewLine}");
        foreach (HttpMessage part in parts)
        {
            await AppendAsync(body, part.Request, changes, cancellationToken).ConfigureAwait(false);
        }

        Append(body, $"--{changes}--{NewLine}--{batch}--{NewLine}");
        return (RequestContent.Create(body.ToArray()), $"multipart/mixed; boundary={batch}");
    }

    private static async Task AppendAsync(MemoryStream body, Request request, string boundary, CancellationToken cancellationToken)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"--{boundary}{NewLine}")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: application/http{NewLine}Content-Transfer-Encoding: binary{NewLine}{NewLine}")
            .Append(CultureInfo.InvariantCulture, $"{request.Method} {request.Uri.ToUri().AbsoluteUri} HTTP/1.1{NewLine}");
        foreach (HttpHeader header in request.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{header.Name}: {header.Value}{NewLine}");
        }

        Append(body, head.Append(NewLine).ToString());
        if (request.Content is not null)
        {
            await request.Content.WriteToAsync(body, cancellationToken).ConfigureAwait(false);
        }

        Append(body, NewLine);
    }

    private static void Append(MemoryStream body, string text) => body.Write(Encoding.UTF8.GetBytes(text));
}
