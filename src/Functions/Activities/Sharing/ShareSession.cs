using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>A login at the cloud of a share job.</summary>
/// <param name="Kind">Which APIs the cloud speaks.</param>
/// <param name="Cloud">What tells the cloud from others however it is named: its identity service. Leases are kept by it.</param>
/// <param name="Identity">The cloud's identity service.</param>
/// <param name="Login">Token, project and endpoint.</param>
/// <param name="Http">For calls to the cloud.</param>
/// <param name="IsCallers">True for a caller's token, which can't be replaced when it expires.</param>
public sealed record ShareSession(CloudKind Kind, string Cloud, Uri Identity, OpenStackSession Login, HttpClient Http, bool IsCallers)
{
    /// <summary>The cloud's key management, where it is known; null: beside the image service, if that tells.</summary>
    public Uri? Kms { get; init; }
}
