using System.Net;

namespace ImagePublishFunctions.Security;

/// <summary>What outbound calls to addresses that callers choose may reach (settings <c>OutboundGuard:…</c>).</summary>
public sealed record OutboundGuardOptions
{
    /// <summary>Networks that are permitted although they are private or loopback, in CIDR form; empty when deployed.</summary>
    public IReadOnlyList<IPNetwork> AllowedNetworks { get; init; } = [];

    /// <summary>Hosts that the operator named: permitted wherever they are, metadata services excepted.</summary>
    public IReadOnlyList<string> TrustedHosts { get; init; } = [];

    /// <summary>True to permit plain http.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Reads <c>OutboundGuard:AllowedNetworks</c> (comma-separated) and <c>OutboundGuard:AllowHttp</c>.</summary>
    /// <exception cref="FormatException">A network is not in CIDR form.</exception>
    public static OutboundGuardOptions From(IConfiguration configuration) => new()
    {
        AllowedNetworks =
        [
            .. (configuration["OutboundGuard:AllowedNetworks"] ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(IPNetwork.Parse),
        ],
        AllowHttp = configuration.GetValue<bool>("OutboundGuard:AllowHttp"),
    };
}
