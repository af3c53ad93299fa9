using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Core = DurableTask.Core.Exceptions;

namespace FunctionsRuntime.Durable;

/// <summary>The client of the engine in this process. What it acknowledges or reports is on the disk.</summary>
internal sealed class EngineClient(DurableEngineOptions options, IReadOnlyDictionary<string, OrchestratorFunction> orchestrators)
    : DurableTaskClient("local")
{
    private Session? _session;

    private Session Engine => _session ?? throw new InvalidOperationException("The durable engine has not been started.");

    public void Open(InstanceStore store, Journal journal, Dispatcher dispatcher)
    {
        _session = new Session(store, journal, dispatcher);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <exception cref="ArgumentException">There is no such orchestrator, or a dedupe status that does not exist.</exception>
    /// <exception cref="Core.OrchestrationAlreadyExistsException">The instance exists in a status that refuses the start.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (!orchestrators.ContainsKey(orchestratorName.Name ?? string.Empty))
        {
            throw new ArgumentException(
                UnknownFunction.Orchestrator(orchestratorName.Name ?? string.Empty, orchestrators.Keys), nameof(orchestratorName));
        }

        cancellation.ThrowIfCancellationRequested();
        HashSet<OrchestrationRuntimeStatus> refused = Refused(options);
        string? data = Converter.Serialize(input);
        Session engine = Engine;
        string instanceId;
        Task committed;
        lock (engine.Journal.Gate)
        {
            DateTimeOffset now = engine.Dispatcher.Now;
            instanceId = options?.InstanceId ?? Guid.CreateVersion7(now).ToString("N");
            if (engine.Store.Find(instanceId) is { } existing && refused.Contains(existing.Status))
            {
                throw new Core.OrchestrationAlreadyExistsException(
                    $"An Orchestration instance with the ID {instanceId} already exists, in the status {existing.Status}.");
            }

            committed = engine.Dispatcher.CommitAsync(new StartRecord
            {
                InstanceId = instanceId,
                ExecutionId = Guid.CreateVersion7(now).ToString("N"),
                Name = orchestratorName.Name!,
                Input = data,
                CreatedAt = now,
                StartAt = options?.StartAt,
                Version = options?.Version?.Version,
                Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
            });
        }

        await committed.WaitAsync(cancellation);
        return instanceId;
    }

    /// <inheritdoc cref="TellAsync"/>
    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? data = Converter.Serialize(eventPayload);
        return TellAsync(
            instanceId, "raise an event for", new HistoryEvent { Kind = HistoryEventKind.EventRaised, Name = eventName, Data = data }, cancellation);
    }

    /// <inheritdoc cref="TellAsync"/>
    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var terminated = new HistoryEvent
        {
            Kind = HistoryEventKind.ExecutionTerminated,
            Data = Converter.Serialize(options?.Output),
            Recursive = options?.Recursive ?? false,
        };
        return TellAsync(instanceId, "terminate", terminated, cancellation);
    }

    /// <inheritdoc cref="TellAsync"/>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, "suspend", new HistoryEvent { Kind = HistoryEventKind.ExecutionSuspended, Data = reason }, cancellation);

    /// <inheritdoc cref="TellAsync"/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        TellAsync(instanceId, "resume", new HistoryEvent { Kind = HistoryEventKind.ExecutionResumed, Data = reason }, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        OrchestrationMetadata? found;
        lock (Engine.Journal.Gate)
        {
            found = Engine.Store.Find(instanceId) is { } state ? Describe(state, getInputsAndOutputs) : null;
        }

        await Engine.Journal.CommitAsync().WaitAsync(cancellation);
        return found;
    }

    /// <summary>Instances in the order of their ids; the continuation token is the last id of a page.</summary>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        Pageable.Create(async (token, size, cancellation) =>
        {
            OrchestrationQuery query = filter ?? new OrchestrationQuery();
            int limit = size ?? query.PageSize;
            string after = token ?? query.ContinuationToken ?? string.Empty;
            List<OrchestrationMetadata> page;
            lock (Engine.Journal.Gate)
            {
                page = [.. Engine.Store.All.Where(s => string.CompareOrdinal(s.InstanceId, after) > 0 && Matches(s, query))
                    .OrderBy(s => s.InstanceId, StringComparer.Ordinal)
                    .Take(limit + 1)
                    .Select(s => Describe(s, query.FetchInputsAndOutputs))];
            }

            await Engine.Journal.CommitAsync().WaitAsync(cancellation);
            bool more = page.Count > limit;
            List<OrchestrationMetadata> values = more ? page[..limit] : page;
            return new Page<OrchestrationMetadata>(values, more ? values[^1].InstanceId : null);
        });

    /// <summary>Waits, also for an instance that does not exist yet, until it runs or has finished.</summary>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, s => s.RuntimeStatus != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    /// <summary>Waits, also for an instance that does not exist yet, until it has finished.</summary>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, s => s.IsCompleted, getInputsAndOutputs, cancellation);

    /// <exception cref="InvalidOperationException">The instance has not finished.</exception>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        Session engine = Engine;
        List<string> ids;
        Task committed;
        lock (engine.Journal.Gate)
        {
            if (engine.Store.Find(instanceId) is not { } state)
            {
                return new PurgeResult(0);
            }

            if (!state.IsFinished)
            {
                throw new InvalidOperationException($"Instance '{instanceId}' is {state.Status}; only finished instances can be purged.");
            }

            ids = Family(engine.Store, [instanceId], options);
            committed = engine.Dispatcher.CommitAsync(new PurgeRecord(ids));
        }

        await committed.WaitAsync(cancellation);
        return new PurgeResult(ids.Count);
    }

    /// <summary>Purges finished instances only, whatever statuses the filter names.</summary>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        Session engine = Engine;
        List<string> ids;
        Task committed = Task.CompletedTask;
        lock (engine.Journal.Gate)
        {
            var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
            ids = Family(engine.Store, engine.Store.All.Where(s => s.IsFinished && Matches(s, query)).Select(s => s.InstanceId), options);
            if (ids.Count > 0)
            {
                committed = engine.Dispatcher.CommitAsync(new PurgeRecord(ids));
            }
        }

        await committed.WaitAsync(cancellation);
        return new PurgeResult(ids.Count);
    }

    private DataConverter Converter => options.Converter;

    private static List<string> Family(InstanceStore store, IEnumerable<string> ids, PurgeInstanceOptions? purge)
    {
        var family = new List<string>(ids);
        if (purge?.Recursive is true)
        {
            ILookup<string, string> children = store.All.Where(s => s.IsFinished && s.Parent is not null)
                .ToLookup(s => s.Parent!.InstanceId, s => s.InstanceId);
            for (int i = 0; i < family.Count; i++)
            {
                family.AddRange(children[family[i]].Except(family));
            }
        }

        return family;
    }

    private static bool Matches(InstanceState state, OrchestrationQuery query) =>
        (query.CreatedFrom is not { } from || state.CreatedAt >= from)
        && (query.CreatedTo is not { } to || state.CreatedAt <= to)
        && (query.Statuses is not { } statuses || statuses.Contains(state.Status))
        && (query.InstanceIdPrefix is not { } prefix || state.InstanceId.StartsWith(prefix, StringComparison.Ordinal));

    private HashSet<OrchestrationRuntimeStatus> Refused(StartOrchestrationOptions? start) => start?.DedupeStatuses is not { } names
        ? [.. options.DefaultDedupeStatuses]
        : [.. names.Select(n => Enum.TryParse(n, ignoreCase: true, out OrchestrationRuntimeStatus status)
            ? status
            : throw new ArgumentException($"Invalid orchestration runtime status: '{n}' for deduplication.", nameof(start)))];

    private OrchestrationMetadata Describe(InstanceState state, bool inputsAndOutputs) => new(state.Name, state.InstanceId)
    {
        RuntimeStatus = state.Status,
        CreatedAt = state.CreatedAt,
        LastUpdatedAt = state.LastUpdatedAt,
        Tags = state.Tags ?? new Dictionary<string, string>(StringComparer.Ordinal),
        DataConverter = inputsAndOutputs ? Converter : null,
        SerializedInput = inputsAndOutputs ? state.Input : null,
        SerializedOutput = inputsAndOutputs ? state.Output : null,
        SerializedCustomStatus = inputsAndOutputs ? state.CustomStatus : null,
        FailureDetails = inputsAndOutputs ? state.Failure : null,
    };

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">The instance has finished.</exception>
    private async Task TellAsync(string instanceId, string what, HistoryEvent e, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        Session engine = Engine;
        Task committed;
        lock (engine.Journal.Gate)
        {
            InstanceState state = engine.Store.Find(instanceId)
                ?? throw new ArgumentException($"No instance with ID '{instanceId}' was found.", nameof(instanceId));
            if (state.IsFinished)
            {
                throw new InvalidOperationException($"Cannot {what} instance '{instanceId}' because it is in the {state.Status} state.");
            }

            var message = new InboxMessage(engine.Store.NextSequence(), null, e with { Time = engine.Dispatcher.Now.UtcDateTime });
            committed = engine.Dispatcher.CommitAsync(new MessageRecord(instanceId, message));
        }

        await committed.WaitAsync(cancellation);
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Predicate<OrchestrationMetadata> reached, bool inputsAndOutputs, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        Session engine = Engine;
        while (true)
        {
            Task change = engine.Dispatcher.Waits.NextAsync(instanceId);
            if (await GetInstancesAsync(instanceId, inputsAndOutputs, cancellation) is { } found && reached(found))
            {
                return found;
            }

            await change.WaitAsync(cancellation);
        }
    }

    private sealed record Session(InstanceStore Store, Journal Journal, Dispatcher Dispatcher);
}
