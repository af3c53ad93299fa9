namespace ImagePublishFunctions.Security;

/// <summary>The entitlements of UForge that this backend's resources ask for (contract of the publish family, column "entitlement").</summary>
public static class Entitlement
{
    /// <summary>Publish images of appliances and container templates, and read, cancel and delete those publications.</summary>
    public const string ImagePublish = "image_publish";

    /// <summary>Publish images of scans.</summary>
    public const string MigrationPublish = "migration_publish";

    /// <summary>List images and publications of a user.</summary>
    public const string ImageGenerate = "image_generate";

    /// <summary>Register images of appliances; list the publications of an appliance.</summary>
    public const string ApplianceCreate = "appliance_create";

    /// <summary>Make cloud accounts.</summary>
    public const string AccountCreate = "cloud_account_create";

    /// <summary>Change cloud accounts.</summary>
    public const string AccountEdit = "cloud_account_edit";

    /// <summary>Delete cloud accounts.</summary>
    public const string AccountDelete = "cloud_account_delete";

    /// <summary>Launch instances of published images.</summary>
    public const string Deployments = "deployments_access";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [ImagePublish, MigrationPublish, ImageGenerate, ApplianceCreate, AccountCreate, AccountEdit, AccountDelete, Deployments];
}
