using System.Text.RegularExpressions;

namespace CloudSimulator.Faults;

/// <summary>A fault in force, with its count.</summary>
public sealed class ArmedFault(int id, Fault fault)
{
    private readonly Regex? _path = fault.Path is null
        ? null
        : new Regex(fault.Path, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private int _occurred;

    public int Id => id;

    public Fault Fault => fault;

    /// <summary>How many requests it has hit.</summary>
    public int Occurred => Volatile.Read(ref _occurred);

    /// <summary>Counts the request if it is one that the fault hits.</summary>
    internal bool TryHit(string service, HttpRequest request)
    {
        if (service != fault.Service
            || (fault.Method is { } method && !HttpMethods.Equals(method, request.Method))
            || _path?.IsMatch(request.Path.Value ?? "") == false)
        {
            return false;
        }

        for (var before = Occurred; before < (fault.Times ?? int.MaxValue); before = Occurred)
        {
            if (Interlocked.CompareExchange(ref _occurred, before + 1, before) == before)
            {
                return true;
            }
        }

        return false;
    }
}
