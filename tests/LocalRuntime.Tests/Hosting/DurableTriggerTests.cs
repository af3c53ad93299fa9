using System.Net.Http.Json;
using FunctionsRuntime.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRuntime.Tests.Hosting;

public sealed class DurableTriggerTests
{
    [Fact]
    public async Task Start_OverHttp_RunsOrchestratorAndActivityWithTheirInputs()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(Setup());

        // Names in any letter case, as the real worker's serializer reads them.
        using HttpResponseMessage answer = await host.Client.PostAsync("/api/greet", JsonContent.Create(new { NAME = "Ada" }));

        Assert.Equal("\"hello Ada from greet-1\"", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Run_Middleware_SeesEveryKindOfTrigger()
    {
        List<string> kinds = [];
        await using HostUnderTest host = await HostUnderTest.StartAsync(Setup(builder => builder.UseMiddleware((context, next) =>
        {
            lock (kinds)
            {
                kinds.AddRange(context.FunctionDefinition.InputBindings.Values.Select(b => b.Type));
            }

            return next();
        })));

        using HttpResponseMessage answer = await host.Client.PostAsync("/api/greet", JsonContent.Create(new { name = "Ada" }));
        await answer.Content.ReadAsStringAsync();

        Assert.Equal(
            ["activityTrigger", "durableClient", "httpTrigger", "orchestrationTrigger"], kinds.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Start_AfterARestart_InstanceIsStillKnown()
    {
        string folder = Directory.CreateTempSubdirectory("durable-").FullName;
        string journal = Directory.CreateTempSubdirectory("journal-").FullName;
        HostSetup setup = Setup() with { Folder = folder, Environment = new() { ["LocalRuntime__Journal"] = journal } };
        await using (HostUnderTest first = await HostUnderTest.StartAsync(setup))
        {
            using HttpResponseMessage started = await first.Client.PostAsync("/api/greet", JsonContent.Create(new { name = "Ada" }));
            started.EnsureSuccessStatusCode();
        }

        await using HostUnderTest second = await HostUnderTest.StartAsync(setup with { Folder = null });
        Assert.Equal("Completed", await second.Client.GetStringAsync("/api/greet/greet-1"));
        await second.StopAsync();
        Directory.Delete(journal, recursive: true);
    }

    [Fact]
    public async Task Stop_ActivityStillRuns_GetsTimeToEnd()
    {
        var gate = new Gate();
        string journal = Directory.CreateTempSubdirectory("journal-").FullName;
        var time = new ManualTime(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        HostSetup setup = Setup(services: s => s.AddSingleton(gate)) with
        {
            Environment = new() { ["LocalRuntime__Journal"] = journal, ["LocalRuntime__StopTimeout"] = "00:00:07" },
            Time = time,
        };
        await using (HostUnderTest host = await HostUnderTest.StartAsync(setup))
        {
            using HttpResponseMessage answer = await host.Client.PostAsync("/api/slow", content: null);
            await gate.Entered.Task.WaitAsync(HostUnderTest.Patience);
            Task stopping = host.StopAsync();


            // One clock for what queues and timers started, one for the activity: it was asked to end, and granted its time.
            await time.AwaitedAsync(time.GetUtcNow().AddSeconds(7), waiters: 2);
            gate.Leave.SetResult();
            await stopping.WaitAsync(HostUnderTest.Patience);
        }

        Assert.False(gate.Cancelled);
        Assert.Equal(1, gate.Completed);
        Directory.Delete(journal, recursive: true);
    }

    private static HostSetup Setup(Action<LocalHostBuilder>? configure = null, Action<IServiceCollection>? services = null) =>
        new(typeof(Doors), typeof(Orchestrators), typeof(Activities))
        {
            Configure = builder =>
            {
                AspNetCoreIntegration.AddTo(builder);
                builder.Services.AddSingleton(new Greeting("hello"));
                if (services is null)
                {
                    builder.Services.AddSingleton(new Gate());
                }

                services?.Invoke(builder.Services);
                configure?.Invoke(builder);
            },
        };

    public sealed record Greeting(string Word);

    public sealed record GreetRequest(string Name);

    public sealed class Gate
    {
        private int _completed;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Cancelled { get; private set; }

        public int Completed => _completed;

        public async Task PassAsync(CancellationToken cancellation)
        {
            Entered.TrySetResult();
            await using CancellationTokenRegistration watch = cancellation.Register(() => Cancelled = true);
            await Leave.Task;
            Interlocked.Increment(ref _completed);
        }
    }

    public static class Doors
    {
        [Function("GreetStart")]
        public static async Task<IResult> GreetAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/greet")] HttpRequest request,
            [DurableClient] DurableTaskClient client,
            CancellationToken cancellation)
        {
            object? input = await request.ReadFromJsonAsync<System.Text.Json.JsonElement>(cancellation);
            await client.ScheduleNewOrchestrationInstanceAsync("Greet", input, new StartOrchestrationOptions("greet-1"), cancellation);
            OrchestrationMetadata ended = await client.WaitForInstanceCompletionAsync("greet-1", getInputsAndOutputs: true, cancellation);
            return Results.Text(ended.SerializedOutput);
        }

        [Function("GreetState")]
        public static async Task<IResult> StateAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/greet/{id}")] HttpRequest request,
            [DurableClient] DurableTaskClient client,
            string id,
            CancellationToken cancellation) =>
            Results.Text((await client.GetInstancesAsync(id, getInputsAndOutputs: false, cancellation))?.RuntimeStatus.ToString());

        [Function("SlowStart")]
        public static async Task<IResult> SlowAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/slow")] HttpRequest request,
            [DurableClient] DurableTaskClient client,
            CancellationToken cancellation) =>
            Results.Text(await client.ScheduleNewOrchestrationInstanceAsync("Slow", cancellation));
    }

    public static class Orchestrators
    {
        [Function("Greet")]
        public static Task<string> GreetAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>("SayHello", context.GetInput<GreetRequest>());

        [Function("Slow")]
        public static Task SlowAsync([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("PassGate");
    }

    public sealed class Activities(Greeting greeting, Gate gate)
    {
        [Function("SayHello")]
        public string SayHello([ActivityTrigger] GreetRequest request, string instanceId) =>
            $"{greeting.Word} {request.Name} from {instanceId}";

        [Function("PassGate")]
        public Task PassGateAsync([ActivityTrigger] object? nothing, CancellationToken cancellation) => gate.PassAsync(cancellation);
    }
}
