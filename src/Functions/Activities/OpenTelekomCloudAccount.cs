using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;

namespace ImagePublishFunctions.Activities;

/// <summary>What a publication's account opens.</summary>
/// <param name="Credentials">Of IAM.</param>
/// <param name="Bucket">Of object storage; null where the account names none.</param>
public sealed record OpenTelekomCloudAccount(OpenStackCredentials Credentials, ObsBucket? Bucket);
