namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>A share and how far it is.</summary>
public sealed record ShareJob
{
    /// <summary>The job's id: 32 lower-case hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>What was asked for.</summary>
    public required ShareRequest Request { get; init; }

    /// <summary>Where it stands.</summary>
    public ShareJobState State { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset Begin { get; init; }

    /// <summary>When it ended; null until then.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>How many pairs it has; 0 while a matrix is not read yet.</summary>
    public int Pairs { get; init; }

    /// <summary>How many of them succeeded.</summary>
    public int Succeeded { get; init; }

    /// <summary>How many of them failed.</summary>
    public int Failed { get; init; }

    /// <summary>Code of the first pair that failed, in the order of images and projects; null when none did.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Reason of the first pair that failed; null when none did.</summary>
    public string? FailReason { get; init; }

    /// <summary>Name under which the caller's token is kept until the job ends; null when a stored account acts.</summary>
    public string? SecretName { get; init; }
}
