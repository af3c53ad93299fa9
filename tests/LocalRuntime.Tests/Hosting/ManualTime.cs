namespace LocalRuntime.Tests.Hosting;

/// <summary>A clock that a test moves; timers fire when it passes them.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until something waits for <paramref name="due"/>, then makes it that time.</summary>
    public async Task AdvanceToAsync(DateTimeOffset due)
    {
        await AwaitedAsync(due, waiters: 1);
        List<ManualTimer> fired;
        lock (_gate)
        {
            _now = due;
            fired = _timers.FindAll(t => t.Due <= due);
            _timers.RemoveAll(fired.Contains);
        }

        fired.ForEach(t => t.Fire());
    }

    /// <summary>Ends when so many timers are set for <paramref name="due"/>.</summary>
    public async Task AwaitedAsync(DateTimeOffset due, int waiters)
    {
        while (!AreAwaiting(due, waiters, out Task change))
        {
            await change.WaitAsync(HostUnderTest.Patience);
        }
    }

    private bool AreAwaiting(DateTimeOffset due, int waiters, out Task change)
    {
        lock (_gate)
        {
            change = _changed.Task;
            return _timers.Count(t => t.Due == due) >= waiters;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            TaskCompletionSource changed;
            lock (time._gate)
            {
                changed = time._changed;
                time._changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                }
            }

            changed.SetResult();
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
