using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Durable;

/// <summary>Runs one episode: replays the history, then plays what is new.</summary>
internal sealed class OrchestrationExecutor
{
    private readonly OrchestratorFunction _function;
    private readonly DataConverter _converter;
    private readonly Turn _turn;
    private readonly DurableContext _context;
    private readonly Queue<HistoryEvent> _held = new();

    private Task<object?>? _run;
    private bool _suspended;

    private OrchestrationExecutor(
        OrchestratorFunction function, Execution execution, DataConverter converter, ILoggerFactory loggers, Action strayed)
    {
        _function = function;
        _converter = converter;
        _turn = new Turn(strayed);
        _context = new DurableContext(execution, converter, loggers, _turn);
    }

    /// <param name="function">The orchestrator.</param>
    /// <param name="execution">What it runs as.</param>
    /// <param name="past">The history so far.</param>
    /// <param name="fresh">What has happened since.</param>
    /// <param name="converter">Reads inputs and results, writes outputs.</param>
    /// <param name="loggers">Where the orchestrator's loggers come from.</param>
    /// <param name="strayed">Called from another thread if the orchestrator goes on after its episode.</param>
    /// <exception cref="NonDeterministicOrchestrationException">The orchestrator does not follow the history.</exception>
    public static Episode Run(
        OrchestratorFunction function,
        Execution execution,
        IEnumerable<HistoryEvent> past,
        IEnumerable<HistoryEvent> fresh,
        DataConverter converter,
        ILoggerFactory loggers,
        Action strayed)
    {
        var executor = new OrchestrationExecutor(function, execution, converter, loggers, strayed);
        try
        {
            executor.Play(past);
            executor._context.EndReplay();
            executor.Play(fresh);
            return executor.Conclude();
        }
        finally
        {
            executor._turn.End();
        }
    }

    private void Play(IEnumerable<HistoryEvent> events)
    {
        foreach (HistoryEvent e in events)
        {
            _turn.Run(() => Play(e));
        }
    }

    private void Play(HistoryEvent e)
    {
        bool isForSuspended = e.Kind
            is HistoryEventKind.ExecutionResumed or HistoryEventKind.ExecutionSuspended or HistoryEventKind.OrchestratorStarted;
        if (_suspended && !isForSuspended && !IsStep(e.Kind))
        {
            _held.Enqueue(e);
            return;
        }

        switch (e.Kind)
        {
            case HistoryEventKind.OrchestratorStarted:
                _context.BeginEpisode(e.Time);
                break;
            case HistoryEventKind.ExecutionStarted:
                Start();
                break;
            case HistoryEventKind.EventRaised:
                _context.Raise(e);
                break;
            case HistoryEventKind.ExecutionSuspended:
                _suspended = true;
                break;
            case HistoryEventKind.ExecutionResumed:
                _suspended = false;
                while (!_suspended && _held.TryDequeue(out HistoryEvent? held))
                {
                    _turn.Run(() => Play(held));
                }

                break;
            default:
                if (IsStep(e.Kind))
                {
                    _context.Confirm(e);
                }
                else
                {
                    _context.Complete(e);
                }

                break;
        }
    }

    private static bool IsStep(HistoryEventKind kind) => kind
        is HistoryEventKind.TaskScheduled
        or HistoryEventKind.TimerCreated
        or HistoryEventKind.SubOrchestrationInstanceCreated
        or HistoryEventKind.EventSent;

    private void Start()
    {
        try
        {
            _run = _function(_context);
        }
        catch (Exception e)
        {
            _run = Task.FromException<object?>(e);
        }
    }

    private Episode Conclude()
    {
        var episode = new Episode
        {
            NewSteps = _context.NewSteps,
            OpenTimers = _context.OpenTimers,
            UnclaimedEvents = _context.UnclaimedEvents,
            Suspended = _suspended,
        };
        try
        {
            episode = episode with { CustomStatus = _context.SerializeCustomStatus() };
            if (_turn.HasStrayed || (_run is { IsCompleted: false } && !_context.CanGoOn && !_suspended))
            {
                throw new InvalidOperationException(Turn.InvalidInvocation);
            }

            // As in the real engine an orchestrator that has returned is not done while its activities and timers are under way.
            if (_run is not { IsCompleted: true } || _context.HasOpenSteps || _suspended)
            {
                return episode;
            }

            object? output = _run.GetAwaiter().GetResult();
            return _context.Continued is { } continued
                ? episode with { Continued = continued }
                : episode with { Outcome = new Outcome(OrchestrationRuntimeStatus.Completed, _converter.Serialize(output), null) };
        }
        catch (Exception e)
        {
            return episode with { Outcome = new Outcome(OrchestrationRuntimeStatus.Failed, null, ReplayFailure.Details(e)) };
        }
    }
}
