using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace CloudSimulator.Registry;

/// <summary>
/// Blobs and the uploads that become blobs, as files. An upload's location carries its offset as state: a request that writes must name
/// the newest, one that asks or cancels need not.
/// </summary>
internal sealed class RegistryUploads(string folder)
{
    private readonly ConcurrentDictionary<string, string> _repositories = new();

    /// <summary>How many are open.</summary>
    public int Count => _repositories.Count;

    public string BlobPath(string digest) => Path.Combine(folder, "blobs", digest.Replace(':', '-'));

    /// <summary>Begins an upload and answers with its location.</summary>
    public void Start(HttpContext context, string repository)
    {
        Directory.CreateDirectory(Path.Combine(folder, "uploads"));
        Directory.CreateDirectory(Path.Combine(folder, "blobs"));
        var id = Guid.CreateVersion7().ToString();
        File.Create(UploadPath(id)).Dispose();
        _repositories[id] = repository;
        Answer(context, repository, id, StatusCodes.Status202Accepted);
    }

    public void Show(HttpContext context, string repository, string id)
    {
        Find(repository, id);
        Answer(context, repository, id, StatusCodes.Status204NoContent);
    }

    public void Cancel(string repository, string id)
    {
        Find(repository, id);
        _repositories.TryRemove(id, out _);
        File.Delete(UploadPath(id));
    }

    /// <summary>Adds a body; what arrived before the client left stays.</summary>
    public async Task AppendAsync(HttpContext context, string repository, string id)
    {
        Find(repository, id);
        await using (var file = new FileStream(UploadPath(id), FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            var at = file.Length.ToString(CultureInfo.InvariantCulture);
            if (context.Request.Query["_state"] != at)
            {
                throw RegistryError.UploadInvalid;
            }

            var range = context.Request.Headers["Content-Range"].ToString();
            if (range.Length > 0 && range.Split('-')[0] != at)
            {
                throw new RegistryError(416, "BLOB_UPLOAD_INVALID", "the chunk does not follow the last");
            }

            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        }

        Answer(context, repository, id, StatusCodes.Status202Accepted);
    }

    /// <summary>Makes a blob of an upload whose digest is right; a wrong one leaves it as it is.</summary>
    public async Task CompleteAsync(HttpContext context, string repository, string id, string digest)
    {
        await AppendAsync(context, repository, id);
        await using (var file = File.OpenRead(UploadPath(id)))
        {
            if ("sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file)) != digest)
            {
                throw RegistryError.DigestInvalid;
            }
        }

        File.Move(UploadPath(id), BlobPath(digest), overwrite: true);
        _repositories.TryRemove(id, out _);
    }

    private void Find(string repository, string id)
    {
        if (!_repositories.TryGetValue(id, out var found) || found != repository)
        {
            throw RegistryError.UploadUnknown;
        }
    }

    private void Answer(HttpContext context, string repository, string id, int status)
    {
        var length = new FileInfo(UploadPath(id)).Length;
        context.Response.StatusCode = status;
        context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/v2/{repository}/blobs/uploads/{id}?_state={length}");
        context.Response.Headers["Docker-Upload-UUID"] = id;
        context.Response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, length - 1)}");
    }

    private string UploadPath(string id) => Path.Combine(folder, "uploads", id);
}
