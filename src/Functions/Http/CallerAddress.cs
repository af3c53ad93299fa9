using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImagePublishFunctions.Http;

/// <summary>
/// Makes a request's connection say where the caller is. The Functions host forwards requests to this process and tells in X-Forwarded-*
/// what it saw itself, which the worker has put into scheme, host and connection by now. What proxies in front of the host noted is only in
/// the headers as the host got them, a part of the invocation's binding data; it counts as far as <c>Security:TrustedProxies</c> says.
/// </summary>
public sealed class CallerAddress(SecurityOptions options) : IFunctionsWorkerMiddleware
{
    private const string Headers = "Headers";
    private const string ForwardedFor = "X-Forwarded-For";

    /// <summary>The most of a JSON body that is looked at, well below what the server buffers anyway.</summary>
    private const int LongestBody = 64 * 1024;

    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            // Nothing in front of this app has a prefix: a header that says so is the caller's.
            http.Request.PathBase = default;
            if (options.TrustedProxies > 0
                && context.BindingContext.BindingData.GetValueOrDefault(Headers) is string headers
                && Find(headers) is { } address
                && await AreOfTheHostAsync(http.Request, http.RequestAborted))
            {
                http.Connection.RemoteIpAddress = address;
            }
        }

        await next(context);
    }

    /// <summary>The address that the outermost trusted proxy was called from; null when that is not told.</summary>
    private IPAddress? Find(string headers)
    {
        string[] forwarded;
        try
        {
            using JsonDocument json = JsonDocument.Parse(headers);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            forwarded =
            [
                .. json.RootElement.EnumerateObject()
                    .Where(header => string.Equals(header.Name, ForwardedFor, StringComparison.OrdinalIgnoreCase))
                    .SelectMany(header => header.Value.ToString().Split(',', StringSplitOptions.TrimEntries)),
            ];
        }
        catch (JsonException)
        {
            return null;
        }

        if (forwarded.Length < options.TrustedProxies || !IPEndPoint.TryParse(forwarded[^options.TrustedProxies], out IPEndPoint? end)) return null;
        return end.Address.IsIPv4MappedToIPv6 ? end.Address.MapToIPv4() : end.Address;
    }

    /// <summary>
    /// False when the headers in the binding data may be the caller's own words: the host puts query parameters and text properties of a JSON
    /// body beside them, and leaves one that has their name in their place.
    /// </summary>
    private static async Task<bool> AreOfTheHostAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Query.ContainsKey(Headers)) return false;
        if (request.ContentLength is null or 0) return true;

        // To begin to read what the server takes for too long is an error.
        if (request.ContentLength > request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize) return false;

        PipeReader body = request.BodyReader;
        ReadResult read = await body.ReadAsync(cancellationToken);
        bool mayBeJson = !read.Buffer.IsEmpty && MayBeginJson(read.Buffer.FirstSpan[0]);
        if (!mayBeJson || request.ContentLength > LongestBody)
        {
            body.AdvanceTo(read.Buffer.Start);
            return !mayBeJson;
        }

        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        read = await body.ReadAtLeastAsync((int)request.ContentLength, cancellationToken);
        bool mayName = MayNameHeaders(Encoding.Latin1.GetString(read.Buffer));
        body.AdvanceTo(read.Buffer.Start);
        return !mayName;
    }

    /// <summary>A brace, a blank before it, or a byte of another encoding or its mark.</summary>
    private static bool MayBeginJson(byte first) => first is (byte)'{' or <= (byte)' ' or >= 0x80;

    /// <summary>The name in any case, an escape that may spell it, or an encoding in which it looks otherwise.</summary>
    private static bool MayNameHeaders(string body) =>
        body.Contains(Headers, StringComparison.OrdinalIgnoreCase) || body.Contains(@"\u", StringComparison.Ordinal) || body.Contains('\0', StringComparison.Ordinal);
}
