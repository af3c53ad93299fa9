using ImagePublishFunctions.Configuration;

namespace ImagePublishFunctions.Http.ImageSharing;

/// <summary>The cloud that a request is for, and how the caller reaches this door.</summary>
/// <param name="Client">The connections to the cloud.</param>
/// <param name="BaseUrl">The URL that answers carry in their links: this host and prefix, without a slash at the end.</param>
public sealed record ChosenCloud(ConfiguredCloudClient Client, string BaseUrl)
{
    /// <summary>The cloud's configuration.</summary>
    public ConfiguredCloud Cloud => Client.Cloud;
}
