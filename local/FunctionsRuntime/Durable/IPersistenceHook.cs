namespace FunctionsRuntime.Durable;

/// <summary>Told of every persistence point. A test that throws here makes the journal fail there, as a crash would.</summary>
public interface IPersistenceHook
{
    /// <summary>Called on the journal's thread, one call at a time.</summary>
    void Reached(PersistencePoint point);
}
