using System.Diagnostics;
using FunctionsRuntime.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Invocation;

/// <summary>One invocation in this process.</summary>
internal sealed class LocalFunctionContext : FunctionContext
{
    public LocalFunctionContext(
        HostedFunction function, TriggerInput input, string invocationId, IServiceProvider services, CancellationToken cancellation)
    {
        Function = function;
        Input = input;
        InvocationId = invocationId;
        InstanceServices = services;
        CancellationToken = cancellation;
        BindingContext = new LocalBindingContext(input.BindingData);
        Features.Set<InvocationResult>(Result);
    }

    public HostedFunction Function { get; }

    public TriggerInput Input { get; }

    public LocalInvocationResult Result { get; } = new();

    public override string InvocationId { get; }

    public override string FunctionId => Function.Definition.Id;

    public override TraceContext TraceContext { get; } = new LocalTraceContext(Activity.Current);

    public override BindingContext BindingContext { get; }

    public override RetryContext RetryContext { get; } = new FirstAttempt();

    public override IServiceProvider InstanceServices { get; set; }

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new LocalInvocationFeatures();

    public override CancellationToken CancellationToken { get; }

    private sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class LocalTraceContext(Activity? activity) : TraceContext
    {
        public override string TraceParent { get; } = activity?.Id ?? "";

        public override string TraceState { get; } = activity?.TraceStateString ?? "";
    }

    private sealed class FirstAttempt : RetryContext
    {
        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }
}
