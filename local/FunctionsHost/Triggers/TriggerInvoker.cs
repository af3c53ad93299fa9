using FunctionsHost.Functions;
using FunctionsHost.Rpc;
using FunctionsHost.Workers;
using Microsoft.Azure.WebJobs;

namespace FunctionsHost.Triggers;

/// <summary>Has the worker run what a trigger of WebJobs started.</summary>
internal sealed class TriggerInvoker(WorkerSupervisor workers, HistoryRecorder histories)
{
    /// <param name="function">What to run.</param>
    /// <param name="arguments">The trigger's value, its further binding data, the end of the host, then the inputs in their order.</param>
    public async Task<object?> InvokeAsync(Function function, IReadOnlyList<object?> arguments)
    {
        Binder binder = (Binder)arguments[1]!;
        CancellationToken cancellationToken = (CancellationToken)arguments[2]!;
        if (function.Trigger.Is("orchestrationTrigger"))
            await histories.RecordAsync(function.Name, (string)arguments[0]!, cancellationToken);

        WorkerChannel worker = await workers.GetAsync(cancellationToken);
        InvocationRequest request = new() { InvocationId = Ids.New(), FunctionId = function.Id };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = TypedValues.Of(arguments[0]) });
        request.InputData.Add(function.Inputs.Select(
            (input, i) => new ParameterBinding { Name = input.Name, Data = TypedValues.Of(arguments[FunctionTypeBuilder.FirstInput + i]) }));
        foreach ((string name, object value) in binder.BindingData)
        {
            if (value is not null && !name.Equals("sys", StringComparison.OrdinalIgnoreCase))
                request.TriggerMetadata[name] = TypedValues.Of(value);
        }

        return TypedValues.Read((await worker.InvokeAsync(function, request, cancellationToken)).ReturnValue);
    }
}
