using System.Reflection;
using FunctionsRuntime.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsRuntime.Hosting.Invocation;

/// <summary>The innermost step of the pipeline: makes the class, fills the parameters in, calls the method.</summary>
internal sealed class FunctionExecutor(IReadOnlyDictionary<HostedFunction, ParameterSource[]> parameters)
{
    public async Task ExecuteAsync(FunctionContext context)
    {
        var local = (LocalFunctionContext)context;
        HostedFunction function = local.Function;
        object?[] arguments = [.. parameters[function].Select(source => source(local))];
        object? instance = function.Method.IsStatic
            ? null
            : ActivatorUtilities.CreateInstance(context.InstanceServices, function.Method.DeclaringType!);
        try
        {
            object? returned = function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            local.Result.Value = await UnwrapAsync(function, returned);
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static async Task<object?> UnwrapAsync(HostedFunction function, object? returned)
    {
        if (returned is ValueTask plain)
        {
            await plain;
            return null;
        }

        Task? task = returned as Task;
        Type type = function.Method.ReturnType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            task = (Task)type.GetMethod(nameof(ValueTask<>.AsTask))!.Invoke(returned, null)!;
        }

        if (task is null)
        {
            return returned;
        }

        await task;
        return function.ResultType is { } result ? typeof(Task<>).MakeGenericType(result).GetProperty("Result")!.GetValue(task) : null;
    }

    private static async ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (instance as IDisposable)?.Dispose();
        }
    }
}
