namespace CloudSimulator.Registry;

/// <summary>An error answer of a registry (OCI distribution specification, "Error codes").</summary>
internal sealed class RegistryError(int status, string code, string message) : Exception(message)
{
    public static RegistryError BlobUnknown { get; } = new(404, "BLOB_UNKNOWN", "blob unknown to registry");

    public static RegistryError ManifestUnknown { get; } = new(404, "MANIFEST_UNKNOWN", "manifest unknown");

    public static RegistryError UploadUnknown { get; } = new(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");

    public static RegistryError UploadInvalid { get; } = new(404, "BLOB_UPLOAD_INVALID", "blob upload invalid");

    public static RegistryError DigestInvalid { get; } = new(400, "DIGEST_INVALID", "provided digest did not match uploaded content");

    public static RegistryError Unsupported { get; } = new(405, "UNSUPPORTED", "The operation is unsupported.");

    public static RegistryError Denied { get; } = new(403, "DENIED", "requested access to the resource is denied");

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = status;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code, message = Message } } });
        }
    }
}
