using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Azure.Data.Tables.Transactions;

/// <summary>The service's answer to one action of a transaction.</summary>
internal sealed class TransactionAnswer : Response
{
    private readonly ILookup<string, string> _headers;

    public TransactionAnswer(int status, string reason, ILookup<string, string> headers, byte[] body, string clientRequestId)
    {
        _headers = headers;
        Status = status;
        ReasonPhrase = reason;
        ContentStream = new MemoryStream(body, 0, body.Length, writable: false, publiclyVisible: true);
        ClientRequestId = clientRequestId;
    }

    public override int Status { get; }

    public override string ReasonPhrase { get; }

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; }

    public override bool IsError => Status >= 400;

    // Nothing but memory: callers read answers after the client is done with them.
    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => _headers.Contains(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(h => new HttpHeader(h.Key, string.Join(',', h)));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = ContainsHeader(name) ? string.Join(',', _headers[name]) : null;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = ContainsHeader(name) ? _headers[name] : null;
        return values is not null;
    }
}
