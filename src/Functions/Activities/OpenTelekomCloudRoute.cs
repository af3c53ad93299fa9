namespace ImagePublishFunctions.Activities;

/// <summary>The ways into Open Telekom Cloud's image service (docs/publishing.md has the table).</summary>
public enum OpenTelekomCloudRoute
{
    /// <summary>The record first, then the object in storage: the image's id is known before anything can get lost.</summary>
    Register,

    /// <summary>The object in storage becomes an image: for formats that a record can't have.</summary>
    Import,

    /// <summary>The same for what is too large for both: taken as it is.</summary>
    QuickImport,

    /// <summary>The record first, then the file through the image service: for accounts without object storage.</summary>
    Upload,
}
