using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>
/// An object as the answer to a request. Its digest – the field and the ETag – is that of what is written, so a GET that brings it is
/// answered with 304. The format follows Accept; Content-Type has no parameter.
/// </summary>
/// <param name="status">The status code, 200 or 201.</param>
/// <param name="body">The object; its <c>digest</c> is filled in where its type has one.</param>
public sealed class UForgeResult(int status, UForgeObject body) : IResult
{
    /// <summary>Writes the answer.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpRequest request = httpContext.Request;
        HttpResponse response = httpContext.Response;
        UForgeFormat format = UForgeFormats.Negotiate(request.Headers.Accept);
        response.Headers.Vary = HeaderNames.Accept;
        if (body.Type.Find("digest") is not null)
        {
            // Without this a cache may keep a status by its Last-Modified alone (RFC 9111 §4.2.2).
            response.Headers.CacheControl = "private, no-cache";
            EntityTagHeaderValue tag = Seal(format);
            response.Headers.ETag = tag.ToString();
            if (body["lastModified"] is DateTimeOffset lastModified) response.Headers.LastModified = lastModified.ToString("R");
            if (IsRead(request) && status == StatusCodes.Status200OK && IsKnown(request.Headers.IfNoneMatch, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        byte[] bytes = UForgeWriter.Write(body, format);
        response.StatusCode = status;
        response.ContentType = format.MediaType();
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool IsKnown(StringValues ifNoneMatch, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList([.. ifNoneMatch.OfType<string>()], out IList<EntityTagHeaderValue>? known)
        && known.Any(one => one.Tag == "*" || one.Compare(tag, useStrongComparison: false));

    private EntityTagHeaderValue Seal(UForgeFormat format)
    {
        body["digest"] = null;
        string digest = Convert.ToHexStringLower(SHA256.HashData(UForgeWriter.Write(body, format)).AsSpan(0, 16));
        body["digest"] = digest;
        return new EntityTagHeaderValue($"\"{digest}\"");
    }
}
