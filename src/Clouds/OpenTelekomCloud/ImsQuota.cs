namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>One of a project's quotas at IMS.</summary>
/// <param name="Type"><c>image</c>, <c>image_shared</c> or <c>image_member</c>.</param>
/// <param name="Used">How much is used.</param>
/// <param name="Quota">How much there is.</param>
public sealed record ImsQuota(string Type, int Used, int Quota);
