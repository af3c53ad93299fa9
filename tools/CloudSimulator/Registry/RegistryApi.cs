using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudSimulator.Registry;

/// <summary>
/// A registry by the OCI distribution specification, in the words of docker-registry where tests rely on them. Repositories live in memory, blobs in files.
/// </summary>
internal sealed partial class RegistryApi(CloudSimulatorOptions options, RegistryUploads uploads, ConcurrentQueue<RegistryRequest> requests)
{
    private readonly RegistryAuth _auth = new(options);
    private readonly ConcurrentDictionary<string, RegistryRepository> _repositories = new();

    public void Map(WebApplication app)
    {
        app.MapGet("/token", _auth.IssueToken);
        app.MapDelete("/tokens", () => _auth.Revoke());
        app.Map("/v2/{**path}", AnswerAsync);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var body = new CountingStream(request.Body);
        request.Body = body;
        try
        {
            await RouteAsync(context, request.RouteValues["path"] as string ?? "");
        }
        catch (RegistryError error)
        {
            await error.WriteAsync(context);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            context.Abort();
        }
        finally
        {
            requests.Enqueue(new RegistryRequest(request.Method, request.Path + request.QueryString, context.Response.StatusCode, body.Count));
        }
    }

    private async Task RouteAsync(HttpContext context, string path)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var action = isRead ? "pull" : HttpMethods.IsDelete(context.Request.Method) && !path.Contains("/uploads/", StringComparison.Ordinal) ? "delete" : "push";
        if (path.Length == 0)
        {
            if (await _auth.AdmitAsync(context, null, action) is not null)
            {
                await context.Response.WriteAsync("{}");
            }

            return;
        }

        var match = Address().Match(path);
        if (!match.Success)
        {
            throw new RegistryError(404, "NAME_INVALID", "invalid repository name or reference");
        }

        var (name, reference) = (match.Groups["name"].Value, match.Groups["reference"].Value);
        if (await _auth.AdmitAsync(context, name, action) is not { } user)
        {
            return;
        }

        if (!isRead && (user.User.Role == "reader" || options.Registry.Forbidden.Contains(name)))
        {
            throw RegistryError.Denied;
        }

        var repository = _repositories.GetOrAdd(name, _ => new RegistryRepository());
        await (match.Groups["kind"].Value switch
        {
            "manifests" => new RegistryManifests(repository, options.Registry).AnswerAsync(context, reference),
            "blobs/uploads" => AnswerUploadAsync(context, user, name, repository, reference),
            _ => AnswerBlobAsync(context, repository, reference),
        });
    }

    private async Task AnswerBlobAsync(HttpContext context, RegistryRepository repository, string digest)
    {
        if (!repository.Blobs.ContainsKey(digest))
        {
            throw RegistryError.BlobUnknown;
        }

        var file = new FileInfo(uploads.BlobPath(digest));
        context.Response.ContentLength = file.Length;
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers["Docker-Content-Digest"] = digest;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.SendFileAsync(file.FullName, context.RequestAborted);
        }
    }

    private async Task AnswerUploadAsync(HttpContext context, RegistryUser user, string name, RegistryRepository repository, string id)
    {
        switch (context.Request.Method)
        {
            case "POST":
                if (!TryMount(context, user, repository))
                {
                    uploads.Start(context, name);
                }

                break;
            case "GET":
                uploads.Show(context, name, id);
                break;
            case "PATCH" when options.Registry.Chunks:
                await uploads.AppendAsync(context, name, id);
                break;
            case "PUT":
                string digest = context.Request.Query["digest"].ToString();
                await uploads.CompleteAsync(context, name, id, digest);
                Created(context, repository, digest);
                break;
            case "DELETE":
                uploads.Cancel(name, id);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                throw RegistryError.Unsupported;
        }
    }

    private bool TryMount(HttpContext context, RegistryUser user, RegistryRepository repository)
    {
        var (digest, from) = (context.Request.Query["mount"].ToString(), context.Request.Query["from"].ToString());
        var isThere = options.Registry.Mounts && user.May("pull", from)
            && _repositories.TryGetValue(from, out var other) && other.Blobs.ContainsKey(digest);
        if (isThere)
        {
            Created(context, repository, digest);
        }

        return isThere;
    }

    private static void Created(HttpContext context, RegistryRepository repository, string digest)
    {
        repository.Blobs[digest] = true;
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers["Docker-Content-Digest"] = digest;
        context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/v2/blobs/{digest}");
    }

    [GeneratedRegex(
        @"^(?<name>[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)/(?<kind>manifests|blobs/uploads|blobs)/(?<reference>[\w.:-]*)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
