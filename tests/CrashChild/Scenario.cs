using System.Collections.Concurrent;
using FunctionsRuntime.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrashChild;

/// <summary>An orchestration that uses every kind of step, and a caller that knows what was acknowledged to it.</summary>
/// <param name="acknowledged">Told "start" and "event" as they are acknowledged.</param>
public sealed class Scenario(Action<string> acknowledged)
{
    public const string InstanceId = "scenario";

    /// <summary>Rounds, each of which waits for one event.</summary>
    public const int Rounds = 2;

    /// <summary>What the instance returns if it starts from 1, whatever crashes fall in between.</summary>
    public const int Result = 31;

    private readonly ConcurrentDictionary<int, bool> _tried = new();

    private bool _startAcknowledged;
    private int _eventsAcknowledged;

    public DurableEngine Create(DurableEngineOptions options) => new(
        options,
        new Dictionary<string, OrchestratorFunction>
        {
            ["Parent"] = async context => await ParentAsync(context),
            ["Child"] = async context => await context.CallActivityAsync<int>("Add", new[] { context.GetInput<int>(), 5 }),
        },
        new Dictionary<string, ActivityFunction>
        {
            ["Add"] = (call, _) => Task.FromResult<object?>(options.Converter.Deserialize<int[]>(call.SerializedInput)!.Sum()),
            ["Flaky"] = (call, _) => FlakyAsync(options.Converter.Deserialize<int>(call.SerializedInput)),
        },
        NullLoggerFactory.Instance);

    /// <summary>Does what has not been acknowledged yet, and waits for the end.</summary>
    public async Task<OrchestrationMetadata> DriveAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!_startAcknowledged)
        {
            if (await client.GetInstanceAsync(InstanceId, cancellationToken) is null)
            {
                await client.ScheduleNewOrchestrationInstanceAsync(
                    "Parent", new RoundInput(1, 1), new StartOrchestrationOptions(InstanceId), cancellationToken);
            }

            _startAcknowledged = true;
            acknowledged("start");
        }

        for (; _eventsAcknowledged < Rounds; _eventsAcknowledged++)
        {
            try
            {
                await client.RaiseEventAsync(InstanceId, "go", _eventsAcknowledged, cancellationToken);
            }
            catch (InvalidOperationException) when (client.GetInstanceAsync(InstanceId, cancellationToken).Result is { IsCompleted: true })
            {
                // An event whose acknowledgement was lost has come through after all.
            }

            acknowledged("event");
        }

        return await client.WaitForInstanceCompletionAsync(InstanceId, getInputsAndOutputs: true, cancellationToken);
    }

    /// <summary>Takes over from a caller that has died.</summary>
    public void Acknowledge(bool start, int events)
    {
        _startAcknowledged = start;
        _eventsAcknowledged = events;
    }

    private static async Task<object?> ParentAsync(TaskOrchestrationContext context)
    {
        RoundInput input = context.GetInput<RoundInput>()!;
        int sum = await context.CallActivityAsync<int>("Add", new[] { input.Sum, 2 });
        sum = await context.CallActivityAsync<int>("Flaky", sum, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1))));
        await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
        await context.WaitForExternalEvent<int>("GO");
        context.SetCustomStatus(input.Round);
        sum = await context.CallSubOrchestratorAsync<int>("Child", sum);
        if (input.Round == Rounds)
        {
            return sum;
        }

        context.ContinueAsNew(new RoundInput(input.Round + 1, sum));
        return null;
    }

    private Task<object?> FlakyAsync(int value) => _tried.TryAdd(value, true)
        ? throw new InvalidOperationException("The first try fails.")
        : Task.FromResult<object?>(value + value);

    private sealed record RoundInput(int Round, int Sum);
}
