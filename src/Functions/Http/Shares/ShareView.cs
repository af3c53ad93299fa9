using System.Text.Json.Serialization;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Http.Shares;

/// <summary>A job as its owner sees it.</summary>
public sealed record ShareView
{
    /// <summary>The job's id: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>What it does: <c>add</c>, <c>remove</c>, <c>accept</c>, <c>reject</c>, <c>reset</c> or <c>set</c>.</summary>
    public required string Action { get; init; }

    /// <summary><c>INIT</c>, <c>RUNNING</c>, <c>SUCCESS</c> (every pair succeeded) or <c>FAIL</c>.</summary>
    public required string State { get; init; }

    /// <summary>The account that acts; null when it is the publication's.</summary>
    public string? Account { get; init; }

    /// <summary>The publication whose image is shared, with its account; null for other shares.</summary>
    public string? Publication { get; init; }

    /// <summary>Name of the configured cloud; null when the account tells it.</summary>
    public string? Cloud { get; init; }

    /// <summary>How far it is, 0 to 100; 100 only at the end.</summary>
    public int Percentage { get; init; }

    /// <summary>How many pairs it has; 0 while a matrix is not read yet.</summary>
    public int Pairs { get; init; }

    /// <summary>How many of them succeeded.</summary>
    public int Succeeded { get; init; }

    /// <summary>How many of them failed.</summary>
    public int Failed { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public DateTimeOffset Begin { get; init; }

    /// <summary>When it ended, UTC; null until then.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Code of the first pair that failed; null when none did.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Reason of the first pair that failed; null when none did.</summary>
    public string? FailReason { get; init; }

    /// <summary>What the sender knows it by; null when it gave nothing.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Every pair and what became of it; left out of lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IAsyncEnumerable<PairView>? Results { get; init; }

    /// <summary>A job, with its results or without.</summary>
    public static ShareView Of(ShareJob job, IAsyncEnumerable<PairResult>? results = null) => new()
    {
        Id = job.Id,
        Action = job.Request.Action.ToString().ToLowerInvariant(),
        State = job.State.ToString().ToUpperInvariant(),
        Account = job.Request.Account,
        Publication = job.Request.Publication,
        Cloud = job.Request.Cloud,
        Percentage = PercentageOf(job),
        Pairs = job.Pairs,
        Succeeded = job.Succeeded,
        Failed = job.Failed,
        Begin = job.Begin,
        End = job.End,
        ErrorCode = job.ErrorCode,
        FailReason = job.FailReason,
        CorrelationId = job.Request.CorrelationId,
        Results = results?.Select(PairView.Of),
    };

    private static int PercentageOf(ShareJob job)
    {
        if (job.State is ShareJobState.Success or ShareJobState.Fail) return 100;
        return job.Pairs == 0 ? 0 : (int)Math.Min(99, 100L * (job.Succeeded + job.Failed) / job.Pairs);
    }
}
