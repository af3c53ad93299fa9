using System.Xml.Linq;

namespace ImagePublishFunctions.EndToEnd.Hammr;

/// <summary>The publications that hammr's builders make: the whole account is echoed as the server gave it.</summary>
internal static class HammrBodies
{
    private static readonly XNamespace UForge = "http://www.usharesoft.com/uforge";
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>hammr's publish_openstackqcow2 and its like.</summary>
    public static Func<XElement, XElement, XElement, XElement> OpenStack(string project, string displayName) => (image, source, account) => Create(
        "PublishImageOpenStack", image, source, account, ("keystoneDomain", "Default"), ("keystoneProject", project), ("displayName", displayName));

    /// <summary>A publication to a container registry.</summary>
    public static Func<XElement, XElement, XElement, XElement> Docker(string name, string repository, string tag) => (image, source, account) => Create(
        "PublishImageDocker", image, source, account, ("namespace", name), ("repositoryName", repository), ("tagName", tag));

    private static XElement Create(
        string type, XElement image, XElement source, XElement account, params (string Name, string Value)[] fields)
    {
        var echoed = new XElement("credAccount", account.Nodes());
        echoed.SetAttributeValue(Xsi + "type", "ns1:" + account.Attribute(Xsi + "type")!.Value.Split(':')[^1]);
        var body = new XElement(
            UForge + "publishImage",
            new XElement("parentUri", source.Element("uri")!.Value),
            echoed,
            new XElement("imageUri", image.Element("uri")!.Value),
            fields.Select(field => new XElement(field.Name, field.Value)));
        body.SetAttributeValue(Xsi + "type", "ns1:" + type);
        return body;
    }
}
