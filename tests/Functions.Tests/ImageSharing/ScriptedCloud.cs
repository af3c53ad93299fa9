using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>
/// An identity service and an image service on loopback whose answers a test writes itself: what no real cloud can be made to say. It keeps
/// what it was asked.
/// </summary>
internal sealed class ScriptedCloud : IAsyncDisposable
{
    /// <summary>The project that every good token acts for.</summary>
    public const string Project = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    /// <summary>The token that is good.</summary>
    public const string Token = "gAAAAAB-a-token-of-tests";

    private readonly WebApplication _app;

    private ScriptedCloud(WebApplication app) => _app = app;

    /// <summary>Where both services are.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>What the image service was asked: method, path with query, and headers.</summary>
    public List<(string Line, IHeaderDictionary Headers)> Asked { get; } = [];

    /// <summary>How often the identity service was asked.</summary>
    public int Validations { get; private set; }

    /// <summary>When good tokens expire.</summary>
    public DateTimeOffset ExpiresAt { get; set; } = new(2030, 1, 1, 1, 0, 0, TimeSpan.Zero);

    /// <summary>What the identity service answers to a good token; 200 by default.</summary>
    public int ValidationStatus { get; set; } = 200;

    /// <summary>What the image service answers.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = http => http.Response.WriteAsJsonAsync(new { });

    public static async Task<ScriptedCloud> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        var cloud = new ScriptedCloud(app);
        app.Run(cloud.ServeAsync);
        await app.StartAsync();
        return cloud;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task ServeAsync(HttpContext http)
    {
        if (http.Request.Path == "/v3/auth/tokens") return ValidateAsync(http);
        lock (Asked) Asked.Add(($"{http.Request.Method} {http.Request.Path.ToUriComponent()}{http.Request.QueryString}", new HeaderDictionary(http.Request.Headers.ToDictionary())));
        return Answer(http);
    }

    private Task ValidateAsync(HttpContext http)
    {
        Validations++;
        bool isItself = http.Request.Headers["X-Auth-Token"] == http.Request.Headers["X-Subject-Token"];
        if (!isItself || http.Request.Headers["X-Auth-Token"] != Token)
        {
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        }

        http.Response.StatusCode = ValidationStatus;
        return http.Response.WriteAsync(new JsonObject
        {
            ["token"] = new JsonObject
            {
                ["expires_at"] = ExpiresAt.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ"),
                ["user"] = new JsonObject { ["id"] = "u", ["name"] = "publisher", ["domain"] = new JsonObject { ["id"] = "default" } },
                ["project"] = new JsonObject { ["id"] = Project, ["name"] = "p", ["domain"] = new JsonObject { ["id"] = "default" } },
                ["roles"] = new JsonArray(new JsonObject { ["name"] = "member" }),
            },
        }.ToJsonString());
    }
}
