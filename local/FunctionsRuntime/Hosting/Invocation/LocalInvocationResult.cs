using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Invocation;

/// <summary>What the function returned, or what middleware put in its place.</summary>
internal sealed class LocalInvocationResult : InvocationResult
{
    public override object? Value { get; set; }
}
