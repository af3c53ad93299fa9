using System.Text.Json.Serialization;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Queues;

/// <summary>What a reply says about a job: how far it is and, at the end, what failed.</summary>
public sealed record ShareReply
{
    /// <summary>A reply holds at most this many failed pairs, fewer where their reasons are long.</summary>
    public const int MostFailures = 100;

    /// <summary>The job's id; null when the message was refused before there was one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JobId { get; init; }

    /// <summary>What the sender knows the share by; null when it gave nothing.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The owner's login name.</summary>
    public string? Owner { get; init; }

    /// <summary><c>INIT</c>, <c>RUNNING</c>, <c>SUCCESS</c>, <c>FAIL</c>, or <c>REFUSED</c> for a message that made no job.</summary>
    public required string State { get; init; }

    /// <summary>How many pairs the job has.</summary>
    public int Pairs { get; init; }

    /// <summary>How many of them succeeded so far.</summary>
    public int Succeeded { get; init; }

    /// <summary>How many of them failed so far.</summary>
    public int Failed { get; init; }

    /// <summary>Code of the first failure; null when there is none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Reason of the first failure; null when there is none.</summary>
    public string? FailReason { get; init; }

    /// <summary>The first failed pairs, at the end of a job; the job itself has all of them.</summary>
    public IReadOnlyList<FailedPair> Failures { get; init; } = [];

    /// <summary>The reply about a job as it stands.</summary>
    public static ShareReply Of(ShareJob job, IReadOnlyList<FailedPair> failures) => new()
    {
        JobId = job.Id,
        CorrelationId = job.Request.CorrelationId,
        Owner = job.Request.Owner.Text,
        State = job.State.ToString().ToUpperInvariant(),
        Pairs = job.Pairs,
        Succeeded = job.Succeeded,
        Failed = job.Failed,
        ErrorCode = job.ErrorCode,
        FailReason = job.FailReason,
        Failures = failures,
    };
}
