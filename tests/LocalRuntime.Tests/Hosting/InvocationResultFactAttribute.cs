using Microsoft.Azure.Functions.Worker;

namespace LocalRuntime.Tests.Hosting;

/// <summary>
/// A test of <c>GetInvocationResult</c>. The real package keeps the result in an internal feature that only its own worker can supply, so
/// on the real packages such a test is skipped and says so.
/// </summary>
internal sealed class InvocationResultFactAttribute : FactAttribute
{
    private const string RealFeature = "Microsoft.Azure.Functions.Worker.Context.Features.IFunctionBindingsFeature";

    public InvocationResultFactAttribute() => Skip = typeof(FunctionContext).Assembly.GetType(RealFeature) is null
        ? null
        : "The real package's invocation result can be supplied by the real worker only.";
}
