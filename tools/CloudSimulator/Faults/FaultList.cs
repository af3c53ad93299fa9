using System.Collections.Immutable;

namespace CloudSimulator.Faults;

/// <summary>The faults of one simulator, oldest first; a request is hit by the first that matches.</summary>
public sealed class FaultList
{
    private ImmutableList<ArmedFault> _faults = [];
    private int _lastId;

    public IReadOnlyList<ArmedFault> All => _faults;

    /// <exception cref="ArgumentException">The path is not a regular expression.</exception>
    public ArmedFault Add(Fault fault)
    {
        var armed = new ArmedFault(Interlocked.Increment(ref _lastId), fault);
        ImmutableInterlocked.Update(ref _faults, faults => faults.Add(armed));
        return armed;
    }

    public void Clear() => _faults = [];

    internal Fault? Hit(string service, HttpRequest request) => _faults.FirstOrDefault(fault => fault.TryHit(service, request))?.Fault;
}
