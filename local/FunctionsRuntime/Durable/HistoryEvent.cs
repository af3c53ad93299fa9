using Microsoft.DurableTask;

namespace FunctionsRuntime.Durable;

/// <summary>One event of an orchestration's history. Which members are set depends on its kind.</summary>
public sealed record HistoryEvent
{
    public HistoryEventKind Kind { get; init; }

    /// <summary>UTC. The time of OrchestratorStarted is what the orchestrator's clock shows.</summary>
    public DateTime Time { get; init; }

    /// <summary>The number of the step, counted from 0, that was taken or that has ended.</summary>
    public int Id { get; init; }

    /// <summary>The activity's, orchestrator's or event's name; the final status of ExecutionCompleted.</summary>
    public string? Name { get; init; }

    /// <summary>The other instance: a sub-orchestration, or the receiver of an event.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Input, result, payload, output or reason, as the converter wrote it.</summary>
    public string? Data { get; init; }

    /// <summary>UTC; when a timer is due.</summary>
    public DateTime? FireAt { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>A failure that retry policies must not try again, such as an activity that does not exist.</summary>
    public bool NonRetriable { get; init; }

    /// <summary>A termination that also takes the sub-orchestrations.</summary>
    public bool Recursive { get; init; }

    internal string Describe() => Kind switch
    {
        HistoryEventKind.TaskScheduled => $"activity '{Name}'",
        HistoryEventKind.SubOrchestrationInstanceCreated => $"sub-orchestration '{Name}'",
        HistoryEventKind.EventSent => $"sending event '{Name}' to '{InstanceId}'",
        HistoryEventKind.TimerCreated => "a timer",
        _ => Kind.ToString(),
    };
}
