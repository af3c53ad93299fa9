using ImagePublishFunctions.Http.UForge.Writing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>What clients ask first, and what answers when nothing else does.</summary>
public sealed class ServiceFunctions
{
    /// <summary>The version of UForge that is spoken: clients compare it with their own before every command.</summary>
    private const string SpokenVersion = "3.8.13";

    /// <summary>Whether the service is there; no authentication.</summary>
    [Function(nameof(GetServiceStatus))]
    public IResult GetServiceStatus([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/status")] HttpRequest request) =>
        new UForgeResult(200, new UForgeObject("ServiceStatus") { ["alive"] = true, ["version"] = SpokenVersion, ["serviceLoad"] = 0 });

    /// <summary>Everything else below <c>/api</c>: 405 for a resource that knows other methods, else 404.</summary>
    [Function(nameof(WhenNothingElseMatches))]
    public IResult WhenNothingElseMatches(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "delete", "patch", "head", "options", Route = "api/{*path}")]
        HttpRequest request)
    {
        if (KnownResources.MethodsOf(request.Path) is not { } methods)
            throw new RefusalException(404, "RESOURCE_NOT_FOUND", "There is no such resource.", request.Path);
        request.HttpContext.Response.Headers.Allow = methods;
        throw new RefusalException(405, "METHOD_NOT_ALLOWED", $"{request.Method} is not allowed here, only {methods}.", request.Method);
    }
}
