namespace FunctionsRuntime.Hosting.Invocation;

/// <summary>What a trigger brings: the object its parameter is made from, and the values beside it.</summary>
internal sealed record TriggerInput(object? Value, IReadOnlyDictionary<string, object?> BindingData)
{
    private static readonly Dictionary<string, object?> NoData = [];

    public TriggerInput(object? value)
        : this(value, NoData)
    {
    }
}
