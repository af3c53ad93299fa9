namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>What time an engine shows whose timers take none: the wall clock's, and ahead of it by all that was skipped.</summary>
internal sealed class JumpingClock
{
    private readonly Lock _gate = new();
    private readonly List<(DateTime After, TimeSpan Ahead)> _jumps = [(DateTime.MinValue, TimeSpan.Zero)];

    /// <summary>Jumps to a time, unless it has come already.</summary>
    public void JumpTo(DateTime time)
    {
        lock (_gate)
        {
            DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
            TimeSpan ahead = time - now;
            if (ahead > _jumps[^1].Ahead) _jumps.Add((now, ahead));
        }
    }

    /// <summary>What this clock showed at a time of the wall clock: the same whenever it is asked, as a replay must find it.</summary>
    public DateTime At(DateTime wallTime)
    {
        lock (_gate) return wallTime + _jumps.FindLast(jump => jump.After < wallTime).Ahead;
    }
}
