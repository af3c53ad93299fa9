using ImagePublishFunctions.Domain.Publishing;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// Runs the steps of one recipe: tries again what may work later, with growing timers that race the <c>cancel</c> event, so that a
/// publication that waits is cancelled at once. Whatever ends the recipe leaves as a <see cref="RecipeEndedException"/>.
/// </summary>
internal sealed class RecipeSteps(TaskOrchestrationContext context)
{
    public const string CancelEvent = "cancel";
    private const int MaxAttempts = 12;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>For what an activity throws: a lost worker, storage that does not answer.</summary>
    public static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(
        new RetryPolicy(5, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(15)));

    private readonly Task<object?> _cancelled = context.WaitForExternalEvent<object?>(CancelEvent);

    /// <summary>Runs one step until it is done.</summary>
    /// <exception cref="RecipeEndedException">It failed for good, too often, or was cancelled.</exception>
    public async Task<StepResult> RunAsync(string activity, object input)
    {
        TimeSpan pause = TimeSpan.FromSeconds(1);
        for (int attempt = 1; ; attempt++)
        {
            StepResult step = await context.CallActivityAsync<StepResult>(activity, input, Retry);
            if (step.Outcome == StepOutcome.Done) return step;
            if (step.Outcome == StepOutcome.Cancelled) throw new RecipeEndedException(PublishResult.Cancelled);
            if (step.Outcome == StepOutcome.Permanent || attempt == MaxAttempts)
                throw new RecipeEndedException(PublishResult.Failed(step.Code!, step.Text!));

            await PauseAsync(pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Waits for a sub-orchestration that reads only, and leaves it to itself when the publication is cancelled meanwhile.</summary>
    /// <exception cref="RecipeEndedException">It ended without being done, or was left.</exception>
    public async Task<StepResult> RunSubAsync(string orchestrator, object input)
    {
        Task<StepResult> sub = context.CallSubOrchestratorAsync<StepResult>(orchestrator, input);
        if (await Task.WhenAny(sub, _cancelled) != sub) throw new RecipeEndedException(PublishResult.Cancelled);
        StepResult end = await sub;
        return end.Outcome switch
        {
            StepOutcome.Done => end,
            StepOutcome.Cancelled => throw new RecipeEndedException(PublishResult.Cancelled),
            _ => throw new RecipeEndedException(PublishResult.Failed(end.Code!, end.Text!)),
        };
    }

    /// <summary>
    /// Runs many steps, some at a time, and leaves only when none runs any more: what is cleaned up afterwards must not be written to.
    /// After the first that ends the recipe no further one begins.
    /// </summary>
    /// <param name="count">How many there are.</param>
    /// <param name="atATime">How many may run beside each other.</param>
    /// <param name="step">Runs the step of a number from 0.</param>
    /// <exception cref="RecipeEndedException">One failed for good, too often, or was cancelled.</exception>
    public static async Task RunAllAsync(int count, int atATime, Func<int, Task> step)
    {
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(atATime, count)).Select(_ => LaneAsync()));

        async Task LaneAsync()
        {
            while (next < count)
            {
                try
                {
                    await step(next++);
                }
                catch
                {
                    next = count;
                    throw;
                }
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        using var timerEnd = new CancellationTokenSource();
        Task timer = context.CreateTimer(context.CurrentUtcDateTime + pause, timerEnd.Token);
        if (await Task.WhenAny(timer, _cancelled) == timer) return;
#pragma warning disable CA1849, MA0042 // an orchestrator awaits nothing but its context's tasks
        timerEnd.Cancel();
#pragma warning restore CA1849, MA0042
        throw new RecipeEndedException(PublishResult.Cancelled);
    }
}
