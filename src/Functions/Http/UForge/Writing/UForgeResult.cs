using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
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
            if (body["lastModified"] is DateTimeOffset lastModified) response.Headers.LastModified = lastModified.ToString("R");
            if (UForgeCondition.IsKnown(httpContext, Seal(format))) return;
        }

        byte[] bytes = UForgeWriter.Write(body, format);
        response.StatusCode = status;
        response.ContentType = format.MediaType();
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    private EntityTagHeaderValue Seal(UForgeFormat format)
    {
        body["digest"] = null;
        string digest = Convert.ToHexStringLower(SHA256.HashData(UForgeWriter.Write(body, format)).AsSpan(0, 16));
        body["digest"] = digest;
        return new EntityTagHeaderValue($"\"{digest}\"");
    }
}
