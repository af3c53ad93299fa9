using System.Net;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Functions.Tests.Security;

/// <summary>Which addresses the guard lets through: IANA's special-purpose registries range by range, and what lies beside them.</summary>
public sealed class OutboundGuardAddressTests
{
    private static readonly OutboundGuardOptions Everything = new() { AllowedNetworks = [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")] };

    /// <summary>Range, what it is for.</summary>
    public static TheoryData<string, string> SpecialPurposeRanges => new()
    {
        { "0.0.0.0/8", "this network" },
        { "10.0.0.0/8", "private" },
        { "100.64.0.0/10", "shared by carriers" },
        { "127.0.0.0/8", "loopback" },
        { "169.254.0.0/16", "link-local" },
        { "172.16.0.0/12", "private" },
        { "192.0.0.0/24", "protocol assignments" },
        { "192.0.2.0/24", "documentation" },
        { "192.31.196.0/24", "AS112" },
        { "192.52.193.0/24", "AMT" },
        { "192.88.99.0/24", "6to4 relays" },
        { "192.168.0.0/16", "private" },
        { "192.175.48.0/24", "AS112" },
        { "198.18.0.0/15", "benchmarks" },
        { "198.51.100.0/24", "documentation" },
        { "203.0.113.0/24", "documentation" },
        { "224.0.0.0/4", "multicast" },
        { "240.0.0.0/4", "reserved" },
        { "255.255.255.255/32", "broadcast" },
        { "::/128", "unspecified" },
        { "::1/128", "loopback" },
        { "::/96", "IPv4-compatible" },
        { "::ffff:10.0.0.0/104", "private, IPv4-mapped" },
        { "::ffff:127.0.0.0/104", "loopback, IPv4-mapped" },
        { "::ffff:192.168.0.0/112", "private, IPv4-mapped" },
        { "::ffff:0:0:0/96", "IPv4-translated" },
        { "64:ff9b::/96", "NAT64" },
        { "64:ff9b:1::/48", "NAT64 within a network" },
        { "100::/64", "discard" },
        { "100:0:0:1::/64", "dummy prefix" },
        { "2001::/23", "protocol assignments" },
        { "2001::/32", "Teredo" },
        { "2001:1::1/128", "port control" },
        { "2001:2::/48", "benchmarks" },
        { "2001:3::/32", "AMT" },
        { "2001:4:112::/48", "AS112" },
        { "2001:10::/28", "ORCHID" },
        { "2001:20::/28", "ORCHIDv2" },
        { "2001:30::/28", "drone identifiers" },
        { "2001:db8::/32", "documentation" },
        { "2002::/16", "6to4" },
        { "2002:a00::/24", "private, in 6to4" },
        { "2002:7f00::/24", "loopback, in 6to4" },
        { "2620:4f:8000::/48", "AS112" },
        { "3fff::/20", "documentation" },
        { "5f00::/16", "segment routing" },
        { "fc00::/7", "unique local" },
        { "fe80::/10", "link-local" },
        { "fec0::/10", "site-local" },
        { "ff00::/8", "multicast" },
    };

    [Theory]
    [MemberData(nameof(SpecialPurposeRanges))]
    public void Refusal_SpecialPurposeRange_IsRefusedFromItsFirstAddressToItsLastAndNamesTheSetting(string range, string purpose)
    {
        using var guard = new OutboundGuard(new OutboundGuardOptions());
        (IPAddress first, IPAddress last) = Ends(range);

        Assert.All([first, last], address => Assert.True(guard.Refusal(address)?.Contains("OutboundGuard:AllowedNetworks", StringComparison.Ordinal), purpose));
    }

    [Theory]
    [MemberData(nameof(SpecialPurposeRanges))]
    public void Refusal_SpecialPurposeRangeThatIsAllowed_IsNone(string range, string purpose)
    {
        (IPAddress first, IPAddress last) = Ends(range);
        using var guard = new OutboundGuard(Everything);

        Assert.All([first, last], address => Assert.True(guard.Refusal(address) is null, purpose));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("169.254.170.23")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd00:ec2::23")]
    [InlineData("fd20:ce::254")]
    [InlineData("fe80::a9fe:a9fe")]
    [InlineData("fe80::a9fe:a9fe%1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::169.254.169.254")]
    [InlineData("64:ff9b::168.63.129.16")]
    [InlineData("2002:a9fe:a9fe::1")]
    public void Refusal_MetadataServiceHoweverWritten_IsNeverPermitted(string address)
    {
        using var guard = new OutboundGuard(Everything);

        Assert.NotNull(guard.Refusal(IPAddress.Parse(address)));
        Assert.NotNull(guard.Refusal(IPAddress.Parse(address), isTrusted: true));
    }

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2000::")]
    [InlineData("2001:200::1")]
    [InlineData("2001:db7:ffff::1")]
    [InlineData("2001:db9::1")]
    [InlineData("2003::1")]
    [InlineData("2620:4f:7fff::1")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("3fff:1000::1")]
    public void Refusal_PublicAddress_IsNone(string address)
    {
        using var guard = new OutboundGuard(new OutboundGuardOptions());

        Assert.Null(guard.Refusal(IPAddress.Parse(address)));
    }

    private static (IPAddress First, IPAddress Last) Ends(string range)
    {
        IPNetwork network = IPNetwork.Parse(range);
        byte[] last = network.BaseAddress.GetAddressBytes();
        for (int bit = network.PrefixLength; bit < last.Length * 8; bit++) last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return (network.BaseAddress, new IPAddress(last));
    }
}
