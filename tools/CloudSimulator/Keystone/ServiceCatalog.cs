namespace CloudSimulator.Keystone;

/// <summary>The services of this simulator as a token's catalogue lists them, in the shapes of v3 and of v2.0.</summary>
internal sealed class ServiceCatalog(string region, Func<Uri> keystone, Func<Uri> glance)
{
    private static readonly string[] s_interfaces = ["public", "internal", "admin"];

    public object[] V3 =>
        [.. Services("v3").Select(service => new { type = service.Type, name = service.Name, id = Identity.Id(service.Name), endpoints = Endpoints(service.Url) })];

    public object[] V2 =>
        [.. Services("v2.0").Select(service => new { type = service.Type, name = service.Name, endpoints = new[] { Endpoint(service.Url) } })];

    private IEnumerable<(string Type, string Name, string Url)> Services(string identityVersion)
    {
        yield return ("identity", "keystone", $"{keystone()}{identityVersion}");
        yield return ("image", "glance", glance().AbsoluteUri.TrimEnd('/'));
    }

    private object[] Endpoints(string url) =>
        [.. s_interfaces.Select(name => new { id = Identity.Id(name + url), @interface = name, region, region_id = region, url })];

    private object Endpoint(string url) => new { region, publicURL = url, internalURL = url, adminURL = url };
}
