using System.Text.Json;
using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>The versions of the Image API: what clients ask first, without a token. Every link leads to this host and prefix.</summary>
/// <param name="status">300 for <c>/</c>, 200 for <c>/versions</c>, as Glance.</param>
/// <param name="kind">Open Telekom Cloud offers older versions only.</param>
/// <param name="baseUrl">This host and prefix, without a slash at the end.</param>
public sealed class VersionList(int status, CloudKind kind, string baseUrl) : IResult
{
    /// <summary>Glance 25 (Zed) with its stores named; 2.14 belongs to its image cache.</summary>
    private static readonly string[] OpenStack =
        ["2.15", "2.13", "2.12", "2.11", "2.10", "2.9", "2.8", "2.7", "2.6", "2.5", "2.4", "2.3", "2.2", "2.1", "2.0"];

    /// <summary>IMS API reference, "Querying API Versions".</summary>
    private static readonly string[] OpenTelekomCloud = ["2.2", "2.1", "2.0", "1.1", "1.0"];

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("versions");
        string[] versions = kind == CloudKind.OpenTelekomCloud ? OpenTelekomCloud : OpenStack;
        foreach (string version in versions) WriteVersion(json, version, isCurrent: version == versions[0]);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }

    private void WriteVersion(Utf8JsonWriter json, string version, bool isCurrent)
    {
        bool isV1 = version.StartsWith('1');
        json.WriteStartObject();
        json.WriteString("id", $"v{version}");
        json.WriteString("status", isCurrent ? "CURRENT" : isV1 ? "DEPRECATED" : "SUPPORTED");
        json.WriteStartArray("links");
        json.WriteStartObject();
        json.WriteString("rel", "self");
        json.WriteString("href", $"{baseUrl}/{(isV1 ? "v1" : "v2")}/");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
