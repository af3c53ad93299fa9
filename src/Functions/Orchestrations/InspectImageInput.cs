namespace ImagePublishFunctions.Orchestrations;

/// <summary>Which file to inspect.</summary>
/// <param name="ImagePath">The image's path.</param>
/// <param name="ETag">The version of its file that the catalogue names (<c>CatalogFiles.RefreshAsync</c> brings it up to date).</param>
public sealed record InspectImageInput(string ImagePath, string ETag)
{
    /// <summary>The instance that inspects this version of the file on its own account, whoever asks and however often.</summary>
    public string InstanceId() => "inspect-" + Domain.NameBasedGuid.Create($"{ImagePath}\n{ETag}");
}
