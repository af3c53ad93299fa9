using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsRuntime.Durable;

/// <summary>One atomic change of the engine's state.</summary>
[JsonDerivedType(typeof(StartRecord), "start")]
[JsonDerivedType(typeof(MessageRecord), "message")]
[JsonDerivedType(typeof(EpisodeRecord), "episode")]
[JsonDerivedType(typeof(PurgeRecord), "purge")]
[JsonDerivedType(typeof(SnapshotRecord), "snapshot")]
internal abstract record JournalRecord;

/// <summary>A new instance, in place of an older one of the same id.</summary>
internal sealed record StartRecord : JournalRecord
{
    public required string InstanceId { get; init; }

    public required string ExecutionId { get; init; }

    public required string Name { get; init; }

    public string? Input { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public string? Version { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public ParentLink? Parent { get; init; }
}

/// <summary>Who waits for a sub-orchestration, and as which step.</summary>
internal sealed record ParentLink(string Name, string InstanceId, string ExecutionId, int TaskId);

/// <summary>Something to tell an instance; with an execution id only that very execution.</summary>
internal sealed record MessageRecord(string InstanceId, InboxMessage Message) : JournalRecord;

/// <summary>A message that waits for the instance's next episode.</summary>
internal sealed record InboxMessage(long Sequence, string? ExecutionId, HistoryEvent Event);

/// <summary>All that one episode did: what it consumed, what happened, and what it tells others.</summary>
internal sealed record EpisodeRecord : JournalRecord
{
    public required string InstanceId { get; init; }

    public required string ExecutionId { get; init; }

    /// <summary>Events that the history had before.</summary>
    public int HistoryLength { get; init; }

    public DateTimeOffset Time { get; init; }

    public required IReadOnlyList<long> Consumed { get; init; }

    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    public string? CustomStatus { get; init; }

    public bool Suspended { get; init; }

    public Outcome? Outcome { get; init; }

    public NextExecution? Next { get; init; }

    public IReadOnlyList<JournalRecord> Outgoing { get; init; } = [];
}

/// <summary>How an instance ended.</summary>
internal sealed record Outcome(OrchestrationRuntimeStatus Status, string? Output, TaskFailureDetails? Failure);

/// <summary>The execution that continues as new, with the events it inherits.</summary>
internal sealed record NextExecution(string ExecutionId, string? Input, IReadOnlyList<InboxMessage> Carried);

internal sealed record PurgeRecord(IReadOnlyList<string> InstanceIds) : JournalRecord;

/// <summary>A whole instance, written when the journal is compacted.</summary>
internal sealed record SnapshotRecord(InstanceState State) : JournalRecord;
