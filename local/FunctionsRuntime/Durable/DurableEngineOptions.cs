using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace FunctionsRuntime.Durable;

/// <summary>How a <see cref="DurableEngine"/> runs and where it keeps its journal.</summary>
public sealed record DurableEngineOptions
{
    /// <summary>The folder of the journal; made if missing. One engine at a time may use it.</summary>
    public required string JournalDirectory { get; init; }

    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    public int MaxConcurrentOrchestrators { get; init; } = Environment.ProcessorCount;

    public DataConverter Converter { get; init; } = JsonDataConverter.Default;

    /// <summary>Whether bad records between good ones are skipped, with a warning each. The damaged file is kept beside the journal.</summary>
    public bool RepairCorruption { get; init; }

    /// <summary>
    /// The statuses in which an existing instance refuses a start that brings no list of its own. As in Functions with
    /// <c>overridableExistingInstanceStates: NonRunningStates</c>: running ones refuse, finished ones are replaced.
    /// </summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus> DefaultDedupeStatuses { get; init; } =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public IPersistenceHook? Hook { get; init; }

    /// <summary>Bytes below which the journal is never compacted.</summary>
    public long CompactionThreshold { get; init; } = 4 * 1024 * 1024;

    /// <summary>Given the whole history of every execution that ends, continues as new included, for tests that replay it.</summary>
    public Action<RecordedHistory>? ExecutionEnded { get; init; }
}
