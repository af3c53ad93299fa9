using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace FunctionsHost.TestApp;

public static class DurableFunctions
{
    private static readonly TaskOptions Retried = new(new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromMilliseconds(100))));

    [Function("Start")]
    public static async Task<IActionResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{id}/{name}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string id, string name)
    {
        using StreamReader body = new(request.Body);
        await client.ScheduleNewOrchestrationInstanceAsync(name, await body.ReadToEndAsync(), new StartOrchestrationOptions(id));
        return new AcceptedResult();
    }

    [Function("Instance")]
    public static async Task<IActionResult> InstanceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "instances/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true) is { } instance
            ? new ContentResult { Content = $"{instance.RuntimeStatus} {instance.SerializedOutput ?? instance.FailureDetails?.ErrorMessage}" }
            : new NotFoundResult();

    [Function("Raise")]
    public static async Task<IActionResult> RaiseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "instances/{id}/events/{name}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string id, string name)
    {
        await client.RaiseEventAsync(id, name, "raised");
        return new AcceptedResult();
    }

    [Function("Greet")]
    public static async Task<string> Greet([OrchestrationTrigger] TaskOrchestrationContext context, string name) =>
        $"{await context.CallActivityAsync<string>("Say", name)}, {await context.WaitForExternalEvent<string>("go")}";

    [Function("Say")]
    public static string Say([ActivityTrigger] string name) => $"Hello {name}";

    /// <summary>Its activity never ends in the first worker that runs it.</summary>
    [Function("OutliveActivity")]
    public static Task<string> OutliveActivity([OrchestrationTrigger] TaskOrchestrationContext context, string marker) =>
        context.CallActivityAsync<string>("HangOnce", marker, Retried);

    [Function("HangOnce")]
    public static async Task<string> HangOnceAsync([ActivityTrigger] string marker)
    {
        if (IsFirst(marker))
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return "ran again";
    }

    /// <summary>Never ends its first episode in the first worker that runs it.</summary>
    [Function("OutliveEpisode")]
    public static async Task<string> OutliveEpisode([OrchestrationTrigger] TaskOrchestrationContext context, string marker)
    {
        if (IsFirst(marker))
            new ManualResetEvent(false).WaitOne();
        return await context.CallActivityAsync<string>("Say", "again");
    }

    [Function("Fail")]
    public static async Task<string> Fail([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return await context.CallActivityAsync<string>("Refuse", "secret");
        }
        catch (TaskFailedException e)
        {
            return $"{e.FailureDetails.ErrorType}: {e.FailureDetails.ErrorMessage}";
        }
    }

    [Function("Refuse")]
    public static string Refuse([ActivityTrigger] string input) => throw new InvalidOperationException("The activity refuses");

    [Function("Counter")]
    public static Task CounterAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Counter>();

    [Function("Count")]
    public static async Task<IActionResult> CountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "counters/{id}")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        EntityInstanceId entity = new("Counter", id);
        if (request.Method == "POST")
        {
            await client.Entities.SignalEntityAsync(entity, "Add", 1);
            return new AcceptedResult();
        }

        return new ContentResult { Content = (await client.Entities.GetEntityAsync<JsonElement>(entity))?.State.GetRawText() ?? "" };
    }

    private static bool IsFirst(string marker)
    {
        try
        {
            using FileStream created = new(marker, FileMode.CreateNew);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public sealed class Counter : TaskEntity<int>
    {
        public void Add(int number) => State += number;
    }
}
