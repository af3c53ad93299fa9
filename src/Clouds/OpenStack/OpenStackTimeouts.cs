namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>How long Keystone and Glance may take.</summary>
public sealed record OpenStackTimeouts
{
    /// <summary>A call other than an upload, from its start to the end of the answer.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An upload in which no byte moves.</summary>
    public TimeSpan UploadStall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From an upload's last byte to its answer: some of Glance's stores copy the whole image then.</summary>
    public TimeSpan UploadAnswer { get; init; } = TimeSpan.FromMinutes(10);
}
