using System.Text;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.ImageSharing;
using ImagePublishFunctions.Http.ImageSharing.Extension;
using ImagePublishFunctions.Http.ImageSharing.Native;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>The doors in front of a cloud named lab, called as the host would after routing; refusals get the shape of their family.</summary>
internal sealed class SharingDoors : IDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private static readonly IConfiguration Deployed = new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["WEBSITE_HOSTNAME"] = "images.example" }).Build();

    private readonly ConfiguredCloudClients _clients;
    private readonly FailedLogins _failures;
    private readonly IErrorShape[] _shapes;

    public SharingDoors(ScriptedCloud cloud, TimeProvider? time = null, CloudKind kind = CloudKind.OpenStack, bool isDefault = true)
    {
        time ??= TimeProvider.System;
        var clouds = new ConfiguredClouds(
        [
            new ConfiguredCloud { Name = "lab", Kind = kind, AuthUrl = new Uri(cloud.Address, "v3"), ImageUrl = cloud.Address, IsDefault = isDefault },
        ]);
        _clients = new ConfiguredCloudClients(clouds, new OutboundGuardOptions(), time);
        Choice = new CloudChoice(clouds, _clients, OwnAddress.From(Deployed));
        _failures = new FailedLogins(time);
        Gate = new CloudTokenGate(_failures, time);
        Reads = new ImageReadFunctions(new ImageReadDoor(Choice, Gate, new CloudReads(time)));
        Versions = new VersionFunctions(Choice);
        _shapes = [new ExtensionErrorShape(), new GlanceErrorShape(clouds)];
    }

    public CloudChoice Choice { get; }

    public CloudTokenGate Gate { get; }

    public ImageReadFunctions Reads { get; }

    public VersionFunctions Versions { get; }

    public void Dispose()
    {
        Gate.Dispose();
        _failures.Dispose();
        _clients.Dispose();
    }

    /// <summary>A request with a good token that accepts JSON.</summary>
    public static HttpRequest Request(string method, string target, string? body = null)
    {
        var context = new DefaultHttpContext { RequestServices = Services };
        HttpRequest request = context.Request;
        request.Method = method;
        request.Scheme = "http";
        request.Host = new HostString("images.example", 7071);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        request.Path = PathString.FromUriComponent(query < 0 ? target : target[..query]);
        request.QueryString = new QueryString(query < 0 ? "" : target[query..]);
        request.Headers["X-Auth-Token"] = ScriptedCloud.Token;
        request.Headers.Accept = "application/json";
        if (body is null) return request;
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        request.Body = new MemoryStream(bytes);
        request.ContentLength = bytes.Length;
        return request;
    }

    /// <summary>Lets a function answer, or be refused, as behind the middleware.</summary>
    public async Task<DoorAnswer> AnswerAsync(HttpRequest request, Func<HttpRequest, Task<IResult>> function)
    {
        IResult result;
        try
        {
            result = await function(request);
        }
        catch (RefusalException refusal)
        {
            result = _shapes.First(shape => shape.Covers(request.Path)).Of(refusal, request);
        }

        HttpResponse response = request.HttpContext.Response;
        using var body = new MemoryStream();
        response.Body = body;
        await result.ExecuteAsync(request.HttpContext);
        await response.CompleteAsync();
        return new DoorAnswer(response.StatusCode, response.Headers, Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>Reads through the door for everything below v2.</summary>
    public Task<DoorAnswer> GetAsync(string target, string token = ScriptedCloud.Token)
    {
        HttpRequest get = Request("GET", target);
        get.Headers["X-Auth-Token"] = token;
        return AnswerAsync(get, request => Reads.WhenNothingElseMatchesUnderV2Async(request, default));
    }
}
