using FunctionsRuntime.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsRuntime.Hosting.Invocation;

/// <summary>Runs one invocation through the middleware, in a service scope of its own.</summary>
internal sealed class FunctionInvoker(IServiceProvider services, FunctionExecutionDelegate pipeline, TimeProvider time)
{
    /// <summary>What the function returned, after middleware had its say. Exceptions of both pass through.</summary>
    public async Task<object?> InvokeAsync(
        HostedFunction function, TriggerInput input, Action<LocalFunctionContext>? prepare, CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        string id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        var context = new LocalFunctionContext(function, input, id, scope.ServiceProvider, cancellation);
        prepare?.Invoke(context);
        await pipeline(context);
        return context.Result.Value;
    }
}
