namespace ImagePublishFunctions.Configuration;

/// <summary>Which APIs a configured cloud speaks.</summary>
public enum CloudKind
{
    /// <summary>Keystone and Glance.</summary>
    OpenStack,

    /// <summary>IAM and IMS: what OpenStack has, and an API of its own for batches, jobs and quotas.</summary>
    OpenTelekomCloud,
}
