namespace Microsoft.Azure.Functions.Worker;

/// <summary>Access to what the invoked function returned.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        context.Features.Get<InvocationResult>()
        ?? throw new InvalidOperationException("The invocation has no result: its context was not made by the runtime.");
}
