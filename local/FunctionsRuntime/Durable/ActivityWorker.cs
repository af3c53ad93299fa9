using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Durable;

/// <summary>Runs scheduled activities and brings their ends back.</summary>
internal sealed class ActivityWorker(
    Dispatcher dispatcher, IReadOnlyDictionary<string, ActivityFunction> activities, DataConverter converter, ILogger logger)
{
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (ScheduledActivity activity in dispatcher.Activities.ReadAllAsync(stopping))
        {
            if (await ExecuteAsync(activity, stopping) is { } ended)
            {
                dispatcher.Deliver(activity.InstanceId, activity.ExecutionId, ended);
            }
        }
    }

    /// <returns>The end for the history; null if the engine stopped it, so that it runs again at the next start.</returns>
    private async Task<HistoryEvent?> ExecuteAsync(ScheduledActivity activity, CancellationToken stopping)
    {
        string name = activity.Scheduled.Name!;
        int id = activity.Scheduled.Id;
        if (!activities.TryGetValue(name, out ActivityFunction? function))
        {
            var unknown = new InvalidOperationException(UnknownFunction.Activity(name, activities.Keys));
            return Failed(id, unknown) with { NonRetriable = true };
        }

        try
        {
            var call = new ActivityCall(name, activity.InstanceId, activity.Scheduled.Data);
            object? result = await function(call, stopping);
            return new HistoryEvent { Kind = HistoryEventKind.TaskCompleted, Id = id, Data = converter.Serialize(result) };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            logger.LogInformation("Activity {Name} of {InstanceId} failed: {Type}", name, activity.InstanceId, e.GetType());
            return Failed(id, e);
        }
    }

    private static HistoryEvent Failed(int id, Exception e) =>
        new() { Kind = HistoryEventKind.TaskFailed, Id = id, Failure = TaskFailureDetails.FromException(e) };
}
