using System.Security.Cryptography;
using System.Text.Json;

namespace CloudSimulator.Registry;

/// <summary>The manifests of one repository.</summary>
internal sealed class RegistryManifests(RegistryRepository repository, RegistryBehaviour behaviour)
{
    public async Task AnswerAsync(HttpContext context, string reference)
    {
        switch (context.Request.Method)
        {
            case "GET" or "HEAD":
                await ReadAsync(context, reference);
                break;
            case "PUT":
                await PutAsync(context, reference);
                break;
            case "DELETE":
                Delete(context, reference);
                break;
            default:
                throw RegistryError.Unsupported;
        }
    }

    private async Task ReadAsync(HttpContext context, string reference)
    {
        if (repository.Resolve(reference) is not { } digest || !repository.Manifests.TryGetValue(digest, out var manifest))
        {
            throw RegistryError.ManifestUnknown;
        }

        context.Response.ContentType = manifest.MediaType;
        context.Response.ContentLength = manifest.Content.Length;
        context.Response.Headers["Docker-Content-Digest"] = digest;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(manifest.Content);
        }
    }

    private async Task PutAsync(HttpContext context, string reference)
    {
        if (context.Request.ContentType is not { } mediaType)
        {
            throw new RegistryError(400, "MANIFEST_INVALID", "manifest invalid");
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var content = body.ToArray();
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
        if (reference.Contains(':', StringComparison.Ordinal) && reference != digest)
        {
            throw RegistryError.DigestInvalid;
        }

        Check(content);
        repository.Manifests[digest] = (mediaType, content);
        if (reference != digest)
        {
            repository.Tags[reference] = digest;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private void Check(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            IEnumerable<JsonElement> blobs = root.TryGetProperty("config", out var config) ? [config, .. root.GetProperty("layers").EnumerateArray()] : [];
            IEnumerable<JsonElement> manifests = root.TryGetProperty("manifests", out var list) ? list.EnumerateArray() : [];
            if (blobs.Any(blob => !blob.TryGetProperty("urls", out _) && !repository.Blobs.ContainsKey(blob.GetProperty("digest").GetString()!))
                || manifests.Any(manifest => !repository.Manifests.ContainsKey(manifest.GetProperty("digest").GetString()!)))
            {
                throw new RegistryError(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new RegistryError(400, "MANIFEST_INVALID", "manifest invalid");
        }
    }

    private void Delete(HttpContext context, string reference)
    {
        if (!behaviour.Deletes)
        {
            throw RegistryError.Unsupported;
        }

        if (!reference.Contains(':', StringComparison.Ordinal))
        {
            throw RegistryError.DigestInvalid;
        }

        if (!repository.Manifests.TryRemove(reference, out _))
        {
            throw RegistryError.ManifestUnknown;
        }

        foreach (var tag in repository.Tags.Where(tag => tag.Value == reference))
        {
            repository.Tags.TryRemove(tag);
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
