namespace CrashChild;

/// <summary>A clock that jumps to the time of a timer as soon as one is set, and otherwise stands still.</summary>
public sealed class SkippingTime : TimeProvider
{
    private readonly Lock _gate = new();

    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SkippedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Skip(TimeSpan time)
    {
        lock (_gate)
        {
            _now += time;
        }
    }

    private sealed class SkippedTimer(SkippingTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.Skip(dueTime);
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose()
        {
            // Nothing is pending: timers fire when they are set.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
