using System.Collections.Concurrent;

namespace FunctionsHost.Workers;

/// <summary>A thread that lasts as long as the process: the kernel ends a worker when the thread that started it ends.</summary>
internal sealed class StartingThread
{
    private readonly BlockingCollection<Action> _work = [];

    public StartingThread() => new Thread(() =>
    {
        foreach (Action work in _work.GetConsumingEnumerable())
            work();
    })
    { IsBackground = true }.Start();

    public Task<T> RunAsync<T>(Func<T> work)
    {
        Task<T> done = new(work, TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() => done.RunSynchronously(TaskScheduler.Default));
        return done;
    }
}
