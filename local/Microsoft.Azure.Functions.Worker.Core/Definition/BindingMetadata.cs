namespace Microsoft.Azure.Functions.Worker;

/// <summary>One binding of a function: its parameter, its kind as the host spells it ("httpTrigger"), its direction.</summary>
public abstract class BindingMetadata
{
    public abstract string Name { get; }

    public abstract string Type { get; }

    public abstract BindingDirection Direction { get; }
}
