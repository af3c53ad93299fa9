using System.Collections.Concurrent;

namespace FunctionsRuntime.Durable;

/// <summary>Lets clients wait for the next change of an instance, or for the engine's end.</summary>
internal sealed class InstanceWaits(Task ended)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);

    public async Task NextAsync(string instanceId)
    {
        TaskCompletionSource change = _changes.GetOrAdd(
            instanceId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (await Task.WhenAny(change.Task, ended) == ended)
        {
            await ended;
            throw new InvalidOperationException("The durable engine has been stopped.");
        }
    }

    public void Pulse(string instanceId)
    {
        if (_changes.TryRemove(instanceId, out TaskCompletionSource? change))
        {
            change.TrySetResult();
        }
    }
}
