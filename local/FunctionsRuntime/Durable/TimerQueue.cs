namespace FunctionsRuntime.Durable;

/// <summary>All durable timers in order of their time, behind one timer of the time provider.</summary>
internal sealed class TimerQueue : IDisposable
{
    /// <summary>Timers of the framework have an upper limit of some 49 days; a look in between costs nothing.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action<DurableTimer> _fired;
    private readonly SortedSet<DurableTimer> _timers = new(Comparer<DurableTimer>.Create(Compare));
    private readonly ITimer _alarm;

    private bool _disposed;

    public TimerQueue(TimeProvider time, Action<DurableTimer> fired)
    {
        _time = time;
        _fired = fired;
        _alarm = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(DurableTimer timer)
    {
        lock (_gate)
        {
            _timers.Add(timer);
            if (_timers.Min == timer)
            {
                Arm();
            }
        }
    }

    public void Remove(DurableTimer timer)
    {
        lock (_gate)
        {
            bool first = _timers.Min == timer;
            _timers.Remove(timer);
            if (first)
            {
                Arm();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _alarm.Dispose();
    }

    private static int Compare(DurableTimer? a, DurableTimer? b) =>
        (a!.FireAt, a.Id).CompareTo((b!.FireAt, b.Id)) is not 0 and int order ? order : string.CompareOrdinal(a.ExecutionId, b.ExecutionId);

    private void Arm()
    {
        if (_disposed)
        {
            return;
        }

        if (_timers.Min is not { } next)
        {
            _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        TimeSpan wait = next.FireAt - _time.GetUtcNow().UtcDateTime;
        long milliseconds = (long)Math.Ceiling(Math.Clamp(wait.TotalMilliseconds, 0, LongestWait.TotalMilliseconds));
        _alarm.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        List<DurableTimer> due = [];
        lock (_gate)
        {
            DateTime now = _time.GetUtcNow().UtcDateTime;
            while (_timers.Min is { } next && next.FireAt <= now)
            {
                _timers.Remove(next);
                due.Add(next);
            }

            Arm();
        }

        due.ForEach(_fired);
    }
}
