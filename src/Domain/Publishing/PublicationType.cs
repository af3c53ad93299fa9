using ImagePublishFunctions.Domain.Accounts;
using static ImagePublishFunctions.Domain.FieldDefinition;

namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>A kind of publication: UForge's PublishImage subtypes, fields in the order of its XSD.</summary>
/// <param name="Name">The name on the wire, for example <c>PublishImageOpenStack</c>.</param>
/// <param name="AccountType">The account that it publishes with.</param>
/// <param name="ImageFormats">The image formats made for it, from the XSD's closed list of <c>format/name</c>.</param>
/// <param name="Fields">The fields that the type adds, in the order of the XSD.</param>
public sealed record PublicationType(
    string Name, AccountType AccountType, IReadOnlyList<string> ImageFormats, params IReadOnlyList<FieldDefinition> Fields)
{
    /// <summary>The UForge type as which one that UForge does not have is shown to its clients; null for UForge's own.</summary>
    public PublicationType? ShownAs { get; init; }

    public static PublicationType OpenStack { get; } = new("PublishImageOpenStack", AccountType.OpenStack,
        ["openstackqcow2", "openstackvdi", "openstackvhd", "openstackvmdk"],
        Text("keystoneDomain"), Text("keystoneProject"), Text("displayName"), Boolean("publicImage"), Text("tenantName"));

    public static PublicationType SuseCloud { get; } = new("PublishImageSuseCloud", AccountType.SuseCloud, ["susecloud"],
        Text("keystoneDomain"), Text("keystoneProject"), Text("displayName"), Boolean("publicImage"), Text("tenantName"));

    public static PublicationType Cloudwatt { get; } = new("PublishImageCloudwatt", AccountType.Cloudwatt, ["cloudwatt"],
        Text("displayName"), Text("keystoneDomain"), Text("keystoneProject"), Boolean("publicImage"), Text("tenantName"));

    public static PublicationType K5 { get; } = new("PublishImageK5", AccountType.K5, ["k5vmdk"],
        Text("keystoneDomain"), Text("keystoneProject"), Text("displayName"));

    public static PublicationType Aws { get; } = new("PublishImageAws", AccountType.Aws, ["aws"], Text("region"));

    public static PublicationType Azure { get; } = new("PublishImageAzure", AccountType.Azure, ["azure"],
        Text("storageAccount"), Text("container"), Text("resourceGroup"), Text("blob"), Text("displayName"), Text("region"));

    public static PublicationType Google { get; } = new("PublishImageGoogle", AccountType.Google, ["google"],
        Text("bucket"), Text("bucketLocation"), Text("diskNamePrefix"), Text("description"), Text("projectId"), Text("storageClass"),
        Text("zoneName"));

    public static PublicationType Outscale { get; } = new("PublishImageOutscale", AccountType.Outscale, ["outscale"],
        Text("bucket"), Text("region"));

    public static PublicationType CloudStack { get; } = new("PublishImageCloudStack", AccountType.CloudStack,
        ["cloudstackova", "cloudstackqcow2", "cloudstackvhd"],
        Text("description"), Text("displayName"), Boolean("featuredEnabled"), Boolean("passwordEnabled"), Boolean("publicImage"),
        Text("zoneName"));

    public static PublicationType VCloudDirector { get; } = new("PublishImageVCloudDirector", AccountType.VCloudDirector, ["vcloud"],
        Text("catalogName"), Text("displayName"), Text("vdcName"));

    public static PublicationType VSphere { get; } = new("PublishImageVSphere", AccountType.VSphere, ["vcenter"],
        Text("datastore"), Text("displayName"), Text("esxHost"), Text("network"));

    public static PublicationType Docker { get; } = new("PublishImageDocker", AccountType.Docker, ["docker"],
        Text("namespace"), Text("repositoryName"), Text("tagName"));

    public static PublicationType OpenShift { get; } = new("PublishImageOpenShift", AccountType.OpenShift, ["openshift"],
        Text("namespace"), Text("repositoryName"), Text("tagName"));

    public static PublicationType Oracle { get; } = new("PublishImageOracle", AccountType.Oracle, ["oracleraw"],
        Text("computeEndPoint"), Text("displayName"));

    /// <summary>Open Telekom Cloud, which UForge does not know. A disk's smallest size is in GB.</summary>
    public static PublicationType OpenTelekomCloud { get; } = new("PublishImageOpenTelekomCloud", AccountType.OpenTelekomCloud, [],
        Text("keystoneDomain"), Text("keystoneProject"), Text("displayName"), Boolean("publicImage"), Text("osVersion"), WholeNumber("minDisk"))
    { ShownAs = OpenStack };

    /// <summary>
    /// All types that are read, stored and written. Of several types of one platform the first is the one that the platform's type alone
    /// means.
    /// </summary>
    public static IReadOnlyList<PublicationType> All { get; } =
        [OpenStack, SuseCloud, Cloudwatt, K5, Aws, Azure, Google, Outscale, CloudStack, VCloudDirector, VSphere, Docker, OpenShift, Oracle,
            OpenTelekomCloud];

    /// <summary>The type of a name on the wire, null when there is none.</summary>
    public static PublicationType? Find(string? name) => All.FirstOrDefault(type => type.Name == name);
}
