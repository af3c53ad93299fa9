using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Configuration;

/// <summary>The connections to one configured cloud, with its own certificate authorities and proxy.</summary>
public sealed class ConfiguredCloudClient : IDisposable
{
    /// <summary>What this backend calls itself in the Via header (RFC 9110 §7.6.3) of everything it asks a configured cloud.</summary>
    public const string Pseudonym = "image-publish-functions";

    /// <summary>Makes the clients of a cloud.</summary>
    /// <param name="cloud">The cloud.</param>
    /// <param name="guard">What calls may reach; the hosts that the operator named for the cloud may be reached besides.</param>
    /// <param name="time">The clock.</param>
    public ConfiguredCloudClient(ConfiguredCloud cloud, OutboundGuardOptions guard, TimeProvider time)
    {
        Cloud = cloud;
        Uri[] named = [.. new[] { cloud.AuthUrl, cloud.ImageUrl, cloud.KeyManagementUrl, cloud.Proxy }.OfType<Uri>()];
        OutboundGuardOptions options = guard with
        {
            TrustedHosts = [.. named.Select(url => url.IdnHost)],
            AllowHttp = guard.AllowHttp || named.Any(url => url.Scheme == Uri.UriSchemeHttp),
        };
        Http = new HttpClient(new OutboundGuard(options, Configure)) { Timeout = Timeout.InfiniteTimeSpan };
        Http.DefaultRequestHeaders.Via.ParseAdd($"1.1 {Pseudonym}");
        Keystone = new KeystoneClient(Http, time);
    }

    /// <summary>The cloud.</summary>
    public ConfiguredCloud Cloud { get; }

    /// <summary>For any client of one of the cloud's services: no time-out of its own, follows no redirects.</summary>
    public HttpClient Http { get; }

    /// <summary>Its identity service.</summary>
    public KeystoneClient Keystone { get; }

    /// <inheritdoc />
    public void Dispose() => Http.Dispose();

    private void Configure(SocketsHttpHandler handler)
    {
        if (Cloud.Proxy is { } proxy)
        {
            handler.UseProxy = true;
            handler.Proxy = new WebProxy(proxy);
        }

        if (Cloud.Authorities is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (!Cloud.VerifiesTls)
        {
#pragma warning disable CA5359 // the operator said so for this one cloud: verify: false
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };
#pragma warning restore CA5359
        }
    }
}
