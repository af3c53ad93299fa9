namespace CloudSimulator.Keystone;

/// <summary>The services of this simulator as a token's catalogue lists them, in the shapes of v3 and of v2.0.</summary>
internal sealed class ServiceCatalog(string region, Func<Uri> keystone, Func<Uri> glance)
{
    private static readonly string[] s_interfaces = ["public", "internal", "admin"];

    public object[] V3 =>
    [
        new { type = "identity", name = "keystone", id = Identity.Id("keystone"), endpoints = Endpoints($"{keystone()}v3") },
        new { type = "image", name = "glance", id = Identity.Id("glance"), endpoints = Endpoints(Image) },
    ];

    public object[] V2 =>
    [
        new { type = "identity", name = "keystone", endpoints = new[] { Endpoint($"{keystone()}v2.0") } },
        new { type = "image", name = "glance", endpoints = new[] { Endpoint(Image) } },
    ];

    private string Image => glance().AbsoluteUri.TrimEnd('/');

    private object[] Endpoints(string url) =>
        [.. s_interfaces.Select(name => new { id = Identity.Id(name + url), @interface = name, region, region_id = region, url })];

    private object Endpoint(string url) => new { region, publicURL = url, internalURL = url, adminURL = url };
}
