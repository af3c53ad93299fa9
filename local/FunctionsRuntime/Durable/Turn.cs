namespace FunctionsRuntime.Durable;

/// <summary>
/// Runs an orchestrator's continuations on one thread, in order, for one episode. What arrives from another thread, then or later,
/// shows that the orchestrator awaited something that is not durable.
/// </summary>
internal sealed class Turn(Action strayed) : SynchronizationContext
{
    public const string InvalidInvocation =
        "An invalid asynchronous invocation was detected: the orchestrator awaited something else than a task of its context. "
        + "Such work belongs into an activity.";

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _continuations = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    private int _strays;
    private bool _told;
    private volatile bool _over;

    public bool HasStrayed => Volatile.Read(ref _strays) > 0;

    private bool IsHere => !_over && Environment.CurrentManagedThreadId == _thread;

    public void ThrowIfElsewhere()
    {
        if (!IsHere)
        {
            Stray();
            throw new InvalidOperationException(InvalidInvocation);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsHere)
        {
            _continuations.Enqueue((d, state));
        }
        else
        {
            Stray();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        ThrowIfElsewhere();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    public void Run(Action action)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_continuations.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Ends the turn. A stray that came too late to be seen in it is told now, later ones as they come; only the first counts.</summary>
    public void End()
    {
        _over = true;
        Interlocked.MemoryBarrier();
        Tell();
    }

    private void Stray()
    {
        Interlocked.Increment(ref _strays);
        Tell();
    }

    private void Tell()
    {
        if (_over && HasStrayed && !Interlocked.Exchange(ref _told, true))
        {
            strayed();
        }
    }
}
