namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger brought beside its payload: route values, message properties.</summary>
public abstract class BindingContext
{
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
