using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using ImagePublishFunctions.Clouds;

namespace ImagePublishFunctions.Security;

/// <summary>
/// The handler of every outbound call to an address that a caller, a service catalogue or a Location header chose. Addresses are checked
/// when the connection is made, after the name was resolved, so that a name that changes its address gains nothing. Redirects are not
/// followed and no proxy is used.
/// </summary>
public sealed class OutboundGuard : DelegatingHandler
{
    /// <summary>Metadata services of clouds: never permitted, whatever the settings say.</summary>
    private static readonly IPNetwork[] Metadata =
    [
        IPNetwork.Parse("169.254.169.254/32"), IPNetwork.Parse("169.254.170.2/32"), IPNetwork.Parse("169.254.170.23/32"),
        IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("192.0.0.192/32"),
        IPNetwork.Parse("fd00:ec2::254/128"), IPNetwork.Parse("fd00:ec2::23/128"), IPNetwork.Parse("fd20:ce::254/128"),
        IPNetwork.Parse("fe80::a9fe:a9fe/128"),
    ];

    /// <summary>
    /// What is not the public Internet: IANA's special-purpose registries (RFC 6890) whole, and of IPv6 all but 2000::/3, since nothing else is
    /// given out as global unicast. That covers what stands for IPv4 addresses, too: mapped, translated, compatible, NAT64.
    /// </summary>
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.31.196.0/24"), IPNetwork.Parse("192.52.193.0/24"), IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("192.175.48.0/24"), IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"), IPNetwork.Parse("::/3"),
        IPNetwork.Parse("4000::/2"), IPNetwork.Parse("8000::/1"), IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"), IPNetwork.Parse("2620:4f:8000::/48"), IPNetwork.Parse("3fff::/20"),
    ];

    /// <summary>Where an IPv6 address holds an IPv4 address that gateways pass its packets on to: the network, and the byte it begins at.</summary>
    private static readonly (IPNetwork Network, int Start)[] Carriers =
    [
        (IPNetwork.Parse("::/96"), 12), (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12), (IPNetwork.Parse("64:ff9b:1::/48"), 12), (IPNetwork.Parse("2002::/16"), 2),
    ];

    private readonly OutboundGuardOptions _options;

    /// <summary>Makes the guard with its own connections.</summary>
    /// <param name="options">What may be reached.</param>
    /// <param name="configure">Sets what a cloud of the operator's needs: a proxy, its own certificate authorities.</param>
    public OutboundGuard(OutboundGuardOptions options, Action<SocketsHttpHandler>? configure = null)
    {
        _options = options;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            Expect100ContinueTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 64,
            ConnectCallback = ConnectAsync,
        };
        configure?.Invoke(handler);
        InnerHandler = handler;
    }

    /// <summary>Why an address may not be reached, null when it may.</summary>
    /// <param name="address">The address, after resolution.</param>
    /// <param name="isTrusted">True for a host that the operator named.</param>
    public string? Refusal(IPAddress address, bool isTrusted = false)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IsMetadata(address) || (CarriedBy(address) is { } carried && IsMetadata(carried))) return "The address of a metadata service is never called.";
        if (isTrusted || !NotPublic.Any(network => network.Contains(address))) return null;
        return _options.AllowedNetworks.Any(network => network.Contains(address))
            ? null
            : $"The address {address} is not public; the setting OutboundGuard:AllowedNetworks permits networks.";
    }

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.Scheme != Uri.UriSchemeHttps && !(_options.AllowHttp && request.RequestUri.Scheme == Uri.UriSchemeHttp))
            throw Refused($"Only https is called, not {request.RequestUri.Scheme}; the setting OutboundGuard:AllowHttp permits plain http.");
        if (request.RequestUri.UserInfo.Length > 0) throw Refused("Addresses with a user name or password are not called.");
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.InnerException is CloudException refusal)
        {
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        bool isTrusted = _options.TrustedHosts.Contains(context.DnsEndPoint.Host, StringComparer.OrdinalIgnoreCase);
        foreach (IPAddress address in addresses)
        {
            if (Refusal(address, isTrusted) is { } reason) throw Refused(reason);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsMetadata(IPAddress address) => Metadata.Any(network => network.Contains(address));

    private static IPAddress? CarriedBy(IPAddress address)
    {
        foreach ((IPNetwork network, int start) in Carriers)
        {
            if (network.Contains(address)) return new IPAddress(address.GetAddressBytes().AsSpan(start, 4));
        }

        return null;
    }

    private static CloudException Refused(string reason) => new(CloudErrorKind.Permanent, "ADDRESS_REFUSED", reason);
}
