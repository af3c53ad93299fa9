using FunctionsHost.Rpc;

namespace FunctionsHost.Functions;

/// <summary>A function, as the worker describes it.</summary>
/// <param name="Metadata">What is told to every later worker that is to load it.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="Inputs">What goes in besides the trigger.</param>
internal sealed record Function(RpcFunctionMetadata Metadata, Binding Trigger, IReadOnlyList<Binding> Inputs)
{
    public string Id => Metadata.FunctionId;

    public string Name => Metadata.Name;

    public bool IsHttp => Trigger.Is("httpTrigger");

    /// <summary>Of an HTTP function, without the prefix of host.json.</summary>
    public string Route => Trigger.Text("route") is { Length: > 0 } route ? route : Name;
}
