using static ImagePublishFunctions.Domain.FieldDefinition;

namespace ImagePublishFunctions.Domain.Accounts;

/// <summary>A kind of cloud account: UForge's CredAccount subtypes, fields in the order of its XSD.</summary>
/// <param name="Name">The name on the wire, for example <c>CredAccountOpenStack</c>.</param>
/// <param name="PlatformType">
/// The target platform's type, from the XSD's closed list. The list has no value for SUSE Cloud and Cloudwatt: they are OpenStack clouds.
/// </param>
/// <param name="PlatformName">The label of the platform where no other was given.</param>
/// <param name="Fields">The fields that the type adds, in the order of the XSD.</param>
public sealed record AccountType(string Name, string PlatformType, string PlatformName, params IReadOnlyList<FieldDefinition> Fields)
{
    /// <summary>True for types derived from CredAccountCert: their keys travel as certificates.</summary>
    public bool HasCertificates { get; init; }

    /// <summary>The UForge type as which one that UForge does not have is shown to its clients; null for UForge's own.</summary>
    public AccountType? ShownAs { get; init; }

    public static AccountType OpenStack { get; } = new("CredAccountOpenStack", "openstack", "OpenStack",
        Uri("glanceUrl"), Uri("keystoneUrl"), Text("login"), Secret("password"), Text("keystoneVersion"),
        Text("applicationCredentialId") with { IsOurs = true }, Secret("applicationCredentialSecret") with { IsOurs = true });

    public static AccountType SuseCloud { get; } = new("CredAccountSuseCloud", "openstack", "SUSE Cloud",
        Uri("glanceUrl"), Uri("keystoneUrl"), Text("login"), Secret("password"));

    public static AccountType Cloudwatt { get; } = new("CredAccountCloudwatt", "openstack", "Cloudwatt",
        Uri("glanceUrl"), Uri("keystoneUrl"), Text("login"), Secret("password"));

    public static AccountType K5 { get; } = new("CredAccountK5", "k5", "K5",
        Text("login"), Secret("password"));

    public static AccountType Aws { get; } = new("CredAccountAws", "aws", "AWS",
        Text("accessKeyId"), Text("accountNumber"), Text("keyPairName"), Secret("secretAccessKeyId"))
    { HasCertificates = true };

    public static AccountType Azure { get; } = new("CredAccountAzure", "azure", "Azure",
        Text("tenantId"), Text("subscriptionId"), Text("applicationId"), Secret("applicationKey"), Uri("endpointUrl"));

    public static AccountType Google { get; } = new("CredAccountGoogle", "google", "Google") { HasCertificates = true };

    public static AccountType Outscale { get; } = new("CredAccountOutscale", "outscale", "Outscale",
        Text("accessKeyId"), Text("accountNumber"), Text("keyPairName"), Secret("secretAccessKeyId"));

    public static AccountType CloudStack { get; } = new("CredAccountCloudStack", "cloudstack", "CloudStack",
        Uri("endpointUrl"), Text("publicApiKey"), Secret("secretApiKey"));

    public static AccountType VCloudDirector { get; } = new("CredAccountVCloudDirector", "vclouddirector", "vCloud Director",
        Text("hostname"), Text("organizationName"), Text("login"), Secret("password"), WholeNumber("port"), Text("proxyHost"),
        WholeNumber("proxyPort"));

    public static AccountType VSphere { get; } = new("CredAccountVSphere", "vsphere", "vSphere",
        Text("hostname"), Text("login"), Secret("password"), WholeNumber("port"), Text("proxyHost"), WholeNumber("proxyPort"));

    public static AccountType Docker { get; } = new("CredAccountDocker", "docker", "Docker",
        Uri("endpointUrl"), Text("login"), Secret("password"));

    public static AccountType OpenShift { get; } = new("CredAccountOpenShift", "openshift", "OpenShift",
        Uri("registryUrl"), Secret("token"));

    public static AccountType Oracle { get; } = new("CredAccountOracle", "oracle", "Oracle",
        Text("login"), Secret("password"), Text("domainName"));

    /// <summary>
    /// Open Telekom Cloud, which UForge does not know: IAM, IMS (null: as IAM's catalogue says) and, where images go through it, object
    /// storage with a bucket and an access key; KMS (null: beside IMS) for shares of encrypted images.
    /// </summary>
    public static AccountType OpenTelekomCloud { get; } = new("CredAccountOpenTelekomCloud", "openstack", "Open Telekom Cloud",
        Uri("glanceUrl"), Uri("keystoneUrl"), Text("login"), Secret("password"), Text("region"), Uri("objectStorageUrl"), Text("bucket"),
        Boolean("pathStyle"), Text("accessKeyId"), Secret("secretAccessKeyId"), Uri("keyManagementUrl"))
    { ShownAs = OpenStack };

    /// <summary>All types that are read, stored and written.</summary>
    public static IReadOnlyList<AccountType> All { get; } =
        [OpenStack, SuseCloud, Cloudwatt, K5, Aws, Azure, Google, Outscale, CloudStack, VCloudDirector, VSphere, Docker, OpenShift, Oracle,
            OpenTelekomCloud];

    /// <summary>The types of certificates that an account may carry, from the XSD's closed list.</summary>
    public static IReadOnlyList<string> CertificateTypes { get; } =
        ["ec2KeyPairPrivateKey", "ec2PrivateKey", "googleCertificate", "uForgeCertificate", "x509"];

    /// <summary>
    /// The name under which a certificate of a type is kept: its content (base64) among the secrets, its name among the fields.
    /// </summary>
    public static string CertificateField(string certificateType) => "certificate/" + certificateType;

    /// <summary>The type of a name on the wire, null when there is none.</summary>
    public static AccountType? Find(string? name) => All.FirstOrDefault(type => type.Name == name);
}
