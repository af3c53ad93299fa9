namespace CloudSimulator.Ims;

/// <summary>How the simulated IMS and OBS of Open Telekom Cloud behave.</summary>
public sealed record ImsOptions
{
    /// <summary>Members of one image.</summary>
    public int MemberQuota { get; init; } = 256;

    /// <summary>From a job's submission to its end; its work is done then.</summary>
    public TimeSpan JobDuration { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>True to leave the project out of the items of a job's results, as the cloud's own samples do.</summary>
    public bool HidesProjectsInResults { get; init; }

    /// <summary>The buckets that there are.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = ["images"];

    /// <summary>The access key's public part.</summary>
    public string AccessKeyId { get; init; } = "SIMULATEDACCESSKEY01";

    /// <summary>Its secret part.</summary>
    public string SecretAccessKey { get; init; } = "simulated-secret-access-key";
}
