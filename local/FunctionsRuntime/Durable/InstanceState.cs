using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsRuntime.Durable;

/// <summary>One instance as it stands. Finished ones keep what clients ask for, and no history.</summary>
internal sealed class InstanceState
{
    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public string? Version { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public ParentLink? Parent { get; init; }

    public required string ExecutionId { get; set; }

    public string? Input { get; set; }

    public OrchestrationRuntimeStatus Status { get; set; }

    public DateTimeOffset LastUpdatedAt { get; set; }

    public string? CustomStatus { get; set; }

    public string? Output { get; set; }

    public TaskFailureDetails? Failure { get; set; }

    public List<HistoryEvent> History { get; set; } = [];

    public List<InboxMessage> Inbox { get; set; } = [];

    /// <summary>An episode is queued or running; not persisted.</summary>
    [JsonIgnore]
    public bool Scheduled { get; set; }

    /// <summary>About how many bytes a snapshot of it takes; not persisted.</summary>
    [JsonIgnore]
    public long Size { get; set; }

    [JsonIgnore]
    public bool IsFinished => Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>The steps of a kind that the history has begun and not ended.</summary>
    public IEnumerable<HistoryEvent> OpenSteps(HistoryEventKind begun)
    {
        HashSet<int> ended = [.. History.Where(Ends).Select(e => e.Id)];
        return History.Where(e => e.Kind == begun && !ended.Contains(e.Id));

        bool Ends(HistoryEvent e) => begun switch
        {
            HistoryEventKind.TaskScheduled => e.Kind is HistoryEventKind.TaskCompleted or HistoryEventKind.TaskFailed,
            HistoryEventKind.TimerCreated => e.Kind is HistoryEventKind.TimerFired,
            _ => e.Kind is HistoryEventKind.SubOrchestrationInstanceCompleted or HistoryEventKind.SubOrchestrationInstanceFailed,
        };
    }

    public RecordedHistory Record() => new(Name, InstanceId, Parent?.Name, Parent?.InstanceId, [.. History]);
}
