using Microsoft.DurableTask;

namespace FunctionsRuntime.Durable;

/// <summary>
/// External events and who waits for them, by name without regard to case. As in the real worker the newest wait gets an event
/// first, and a wait that was cancelled still takes one.
/// </summary>
internal sealed class EventInbox(DataConverter converter)
{
    private readonly Dictionary<string, Stack<IWait>> _waits = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<HistoryEvent> _unclaimed = [];

    private interface IWait
    {
        bool IsOpen { get; }

        void Complete(string? data);
    }

    /// <summary>Events that nobody has waited for, in the order in which they came.</summary>
    public IReadOnlyList<HistoryEvent> Unclaimed => _unclaimed;

    public bool HasOpenWait => _waits.Values.Any(waits => waits.Any(w => w.IsOpen));

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        var wait = new Wait<T>(converter);
        int early = _unclaimed.FindIndex(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase));
        if (early >= 0)
        {
            HistoryEvent raised = _unclaimed[early];
            _unclaimed.RemoveAt(early);
            wait.Complete(raised.Data);
            return wait.Task;
        }

        if (!_waits.TryGetValue(name, out Stack<IWait>? waits))
        {
            _waits[name] = waits = new Stack<IWait>();
        }
        else if (waits.TryPeek(out IWait? other) && other is not Wait<T>)
        {
            throw new ArgumentException($"Event '{name}' is already waited for with another type than {typeof(T)}.", nameof(name));
        }

        waits.Push(wait);
        cancellationToken.Register(() => wait.TrySetCanceled(cancellationToken));
        return wait.Task;
    }

    public void Raise(HistoryEvent raised, bool hold)
    {
        if (!hold && _waits.TryGetValue(raised.Name!, out Stack<IWait>? waits) && waits.TryPop(out IWait? wait))
        {
            wait.Complete(raised.Data);
        }
        else
        {
            _unclaimed.Add(raised);
        }
    }

    private sealed class Wait<T>(DataConverter converter) : TaskCompletionSource<T>, IWait
    {
        public bool IsOpen => !Task.IsCompleted;

        public void Complete(string? data)
        {
            try
            {
                TrySetResult(converter.Deserialize<T>(data)!);
            }
            catch (Exception e)
            {
                TrySetException(e);
            }
        }
    }
}
