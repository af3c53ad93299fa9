using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ImagePublishFunctions.Functions.Tests.Configuration;

/// <summary>A server with and without TLS on loopback; answers with the Via header, with a redirect, or with the host that was asked.</summary>
public sealed class TlsServer : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private WebApplication? _app;

    /// <summary>With TLS, by name.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Without TLS.</summary>
    public Uri PlainAddress { get; private set; } = null!;

    /// <summary>The authority that signed its certificate.</summary>
    public X509Certificate2Collection Authorities => [_authority.Certificate];

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_authority.Issue()));
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(http =>
        {
            if (http.Request.Path == "/elsewhere") http.Response.Redirect("/");
            return http.Response.WriteAsync(http.Request.Path == "/host" ? http.Request.Host.Value! : http.Request.Headers.Via.ToString());
        });
        await _app.StartAsync();
        Uri[] addresses = [.. ((IApplicationBuilder)_app).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
        Address = new Uri($"https://localhost:{addresses.Single(address => address.Scheme == "https").Port}/");
        PlainAddress = addresses.Single(address => address.Scheme == "http");
    }

    public async Task DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _authority.Dispose();
    }
}
