namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a function returned, readable and replaceable by middleware.</summary>
public abstract class InvocationResult : InvocationResult<object>
{
}

/// <summary>What a function returned, by its type.</summary>
public abstract class InvocationResult<T>
{
    public abstract T? Value { get; set; }
}
