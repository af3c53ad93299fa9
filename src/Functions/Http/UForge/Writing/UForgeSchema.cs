using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using static ImagePublishFunctions.Http.UForge.Writing.UForgeField;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>
/// The order of everything that is written, taken from UForge's XSD (3.8.13): clients reject an element that is out of order or unknown.
/// Fields that are never written may be missing here; secrets are missing on purpose, so that no response can hold one,
/// but for that of an API key, which its owner sees once.
/// </summary>
public static class UForgeSchema
{
    /// <summary>The closed list of <c>targetPlatform/type</c>.</summary>
    public static IReadOnlyList<string> PlatformTypes { get; } =
    [
        "aws", "outscale", "azure", "google", "cloudstack", "openstack", "vclouddirector", "vsphere", "k5", "docker", "oracle", "openshift",
    ];

    /// <summary>The closed list of <c>format/name</c>.</summary>
    public static IReadOnlyList<string> FormatNames { get; } =
    [
        "aws", "azure", "cloudburstvmware", "cloudstackova", "cloudstackqcow2", "cloudstackvhd", "cloudsigmaraw", "cloudwatt", "docker",
        "esx", "google", "hyper-v", "hyperv2012", "ISO", "PXE", "kvm", "k5vmdk", "lxc", "openshift", "openstackqcow2", "openstackvdi",
        "openstackvhd", "openstackvmdk", "outscale", "oracleraw", "ovf", "ovf09", "qcow2", "raw", "susecloud", "targz", "vagrant", "vbox",
        "vcenter", "vcloud", "vhd", "vmware", "xen", "xenserver",
    ];

    /// <summary>Every type that can be written.</summary>
    public static IReadOnlyList<UForgeType> Types { get; } = CreateTypes();

    /// <summary>Every list that can be written: one line each.</summary>
    public static IReadOnlyList<UForgeListType> Lists { get; } =
    [
        new("publishImages", "publishImage", "PublishImage"),
        new("statuses", "status", "OpStatus"),
        new("credAccounts", "credAccount", "CredAccount"),
        new("images", "image", "Image"),
        new("targetPlatforms", "targetPlatform", "TargetPlatform"),
        new("targetFormats", "targetFormat", "TargetFormat"),
        new("appliances", "appliance", "Appliance"),
        new("scannedInstances", "scannedInstance", "ScannedInstance"),
        new("scans", "scan", "Scan"),
        new("mySoftwareList", "mySoftware", "MySoftware"),
        new("containerTemplates", "containerTemplate", "ContainerTemplate"),
        new("apiKeyPairs", "apiKeyPair", "APIKeyPair"),
    ];

    private static Dictionary<string, UForgeType> TypesByName { get; } = Types.ToDictionary(type => type.Name);

    /// <summary>The type of a name.</summary>
    /// <exception cref="ArgumentException">There is none: a fault of this program.</exception>
    public static UForgeType Find(string typeName) =>
        TypesByName.GetValueOrDefault(typeName) ?? throw new ArgumentException($"No type {typeName} is written.", nameof(typeName));

    /// <summary>The list of a root element.</summary>
    /// <exception cref="ArgumentException">There is none: a fault of this program.</exception>
    public static UForgeListType FindList(string root) =>
        Lists.FirstOrDefault(list => list.Root == root) ?? throw new ArgumentException($"No list {root} is written.", nameof(root));

    private static UForgeType[] CreateTypes()
    {
        UForgeType entity = new("UForgeObject", null,
            Time("created"), Number("dbId"), Text("digest"), Time("lastModified"))
        { IsAbstract = true };
        UForgeType upload = new("UForgeUploadObject", entity,
            Text("md5sum"), Text("mimeType"), Text("sha256sum"), Number("size"), Part("status", "OpStatus"), Flag("uploaded"),
            Time("uploadedTime"))
        { IsAbstract = true };
        UForgeType image = new("Image", upload,
            Text("parentUri"), Text("basePublishImagesUri"), Number("completeInstalledSize"), Number("completeSize"), Flag("compress"),
            Part("credAccount", "CredAccount"), Text("distributionName"), Text("downloadKey"), Text("downloadUri"), Flag("ebs"),
            Number("ebsVolumeSize"), Text("fileExtension"), Text("fileName"), Number("fileSize"), Part("format", "ImageFormat"),
            Part("targetFormat", "TargetFormat"), Text("fullName"), Flag("imageCreated"), Text("name"), Text("orgUri"), Text("pkgsUri"),
            Flag("publicAccess"), Flag("registeredCredAccount"), Number("revision"), Flag("simulated"), Text("statusUri"), Text("tag"),
            Flag("updateTools"), Text("uri"), Text("version"), Number("vmDiskSize"), Number("vmMemorySize"), Flag("forceCheckingDeps"),
            Text("entrypoint"), Text("registeringName"))
        { Root = "image" };
        UForgeType publication = new("PublishImage", image,
            Text("cloudId"), Text("imageUri"), Text("instancesUri"), Text("publishLocation"))
        { Root = "publishImage", IsAbstract = true };
        UForgeType account = new("CredAccount", entity,
            Text("name"), Text("parentUri"), Text("uri"), Part("targetPlatform", "TargetPlatform"), Flag("secretsMissing"))
        { Root = "credAccount", IsAbstract = true };
        UForgeType certificateAccount = new("CredAccountCert", account,
            Text("baseCertificatesUri"), List("certificates", "certificate", "Certificate"))
        { IsAbstract = true };
        UForgeType cloudResources = new("CloudResources", null,
            Text("name"))
        { IsAbstract = true };
        return
        [
            entity, upload, image, publication, account, certificateAccount,
            new("OpStatus", entity,
                Number("bytesLoaded"), Number("bytesTotal"), Flag("cancelled"), Flag("complete"), Flag("detailedError"),
                Text("detailedErrorMsg"), Flag("error"), Text("errorMessage"), Time("eta"), Text("message"), Text("parentUri"),
                Number("percentage"), Flag("published"), Time("totalTime"), Text("uri"))
            { Root = "status" },
            new("TargetPlatform", entity,
                Text("name"), Choice("type", PlatformTypes), Text("targetFormatsUri"), Text("accountInfos"), Flag("access"), Flag("active"),
                Text("uri"))
            { Root = "targetPlatform" },
            new("TargetFormat", entity,
                Text("name"), Part("format", "ImageFormat"), Choice("type", "cloud", "virtual", "container", "physical"),
                Choice("credAccountType", PlatformTypes), Text("targetPlatformsUri"), Text("credInfos"), Text("imageInfos"),
                Text("publishInfos"), Flag("access"), Flag("active"), Flag("preselected"), Text("uri"))
            { Root = "targetFormat" },
            new("ImageFormat", entity,
                Flag("access"), Flag("active"), Choice("name", FormatNames), Flag("preselected"), Text("uri"))
            { Root = "imageFormat" },
            new("Appliance", entity,
                Text("archName"), Text("baseImagesUri"), Text("basePublishImagesUri"), Text("description"), Text("distributionName"), Text("name"),
                Number("revision"), Text("uri"), Text("version"))
            { Root = "appliance" },
            new("ScannedInstance", entity,
                Text("name"), Text("parentUri"), Text("scansUri"), Number("totalScans"), Text("uri"))
            { Root = "scannedInstance" },
            new("Scan", entity,
                Flag("error"), Text("errorMsg"), Text("imagesUri"), Text("name"), Text("scannedInstanceUri"), Part("status", "OpStatus"), Text("uri"))
            { Root = "scan" },
            new("MySoftware", entity,
                Text("name"), Text("version"), Text("description"), Text("uri"), Text("containerTemplatesUri"))
            { Root = "mySoftware" },
            new("ContainerTemplate", entity,
                Text("uri"), Text("imagesUri"))
            { Root = "containerTemplate" },
            new("Certificate", upload,
                Text("name"), Text("parentUri"), Choice("type", AccountType.CertificateTypes), Text("uri"))
            { Root = "certificate" },
            new("CredAccountResources", null,
                Part("cloudResources", "CloudResources"))
            { Root = "credAccountResources" },
            cloudResources,
            new("OpenstackResources", cloudResources,
                List("tenants", "tenant", "OpenstackTenant"))
            { CarriesType = true },
            new("OpenstackTenant", cloudResources,
                Flag("available"), Text("description"), Text("id")),
            new("APIKeyPair", entity,
                Text("name"), Text("description"), Text("publicKey"), Text("secretKey"), Text("uri"))
            { Root = "apiKeyPair" },
            new("ServiceStatus", entity,
                Flag("alive"), Text("version"), Number("serviceLoad"))
            { Root = "serviceStatus" },
            new("UForgeError", null,
                Part("localizedErrorMsg", "LocalizedMessage"), Text("requestMethod"), Text("requestUri"), Number("statusCode"),
                Time("timestamp"))
            { Root = "uforgeError" },
            new("LocalizedMessage", null,
                Text("message"), Text("messageId"), List("parameters", "parameter")),
            .. PublicationType.All.Where(type => type.ShownAs is null).Select(type => new UForgeType(type.Name, publication, Own(type.Fields)) { CarriesType = true }),
            .. AccountType.All.Where(type => type.ShownAs is null).Select(type =>
                new UForgeType(type.Name, type.HasCertificates ? certificateAccount : account, Own(type.Fields)) { CarriesType = true }),
        ];
    }

    private static UForgeField[] Own(IEnumerable<FieldDefinition> definitions) =>
    [
        .. definitions.Where(definition => definition.IsShown).Select(definition => definition.Kind switch
        {
            FieldKind.Boolean => Flag(definition.Name),
            FieldKind.WholeNumber => Number(definition.Name),
            _ => Text(definition.Name),
        }),
    ];
}
