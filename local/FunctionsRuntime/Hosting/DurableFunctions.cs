using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Invocation;
using FunctionsRuntime.Hosting.Settings;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Hosting;

/// <summary>Gives orchestrations and activities to the durable engine.</summary>
internal sealed class DurableFunctions(DurableSettings settings, TimeProvider time) : IAsyncDisposable
{
    public DurableTaskClient Client => throw new NotSupportedException($"No engine at {settings.JournalDirectory} {time}.");

#pragma warning disable CA1822
    public Task StartAsync(
        FunctionCatalog catalog, FunctionInvoker invoker, IServiceProvider services, ILoggerFactory loggers, CancellationToken cancellation) =>
        Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
