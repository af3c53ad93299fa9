using FunctionsRuntime.Durable;

namespace CrashChild;

/// <summary>Says that its point is reached, and never goes on.</summary>
internal sealed class HaltingHook(PersistencePoint point, int occurrence) : IPersistenceHook
{
    private int _reached;

    public void Reached(PersistencePoint at)
    {
        if (at == point && ++_reached == occurrence)
        {
            Console.WriteLine("halted");
            using var never = new ManualResetEventSlim();
            never.Wait();
        }
    }
}
