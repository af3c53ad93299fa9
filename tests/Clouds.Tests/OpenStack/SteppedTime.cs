using System.Collections.Concurrent;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>A clock that a test moves; timers that came due go off while it does.</summary>
public sealed class SteppedTime : TimeProvider
{
    private readonly ConcurrentDictionary<Timer, bool> _timers = new();
    private TimeSpan _now;

    public void Advance(TimeSpan step)
    {
        _now += step;
        foreach (var timer in _timers.Keys)
        {
            timer.GoOffIfDue();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.TryAdd(timer, true);
        return timer;
    }

    private sealed class Timer(SteppedTime time, Action goOff) : ITimer
    {
        private TimeSpan? _due;

        public void GoOffIfDue()
        {
            if (_due <= time._now)
            {
                _due = null;
                goOff();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            return true;
        }

        public void Dispose() => time._timers.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
