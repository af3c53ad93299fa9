using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Hosting.Timers;

/// <summary>
/// Runs a timer function at its times, one run after the other: a run that outlasts an occurrence is followed by one more at once, as in
/// the real host (azure-webjobs-sdk-extensions, TimerListener).
/// </summary>
internal sealed partial class TimerListener(
    HostedFunction function, TimerSchedule schedule, string statusFolder, FunctionInvoker invoker, TimeProvider time, ILogger logger)
    : ITriggerListener
{
    /// <summary>The longest delay that a timer takes is 49 days; a schedule may be yearly.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly TimerTriggerAttribute _trigger = (TimerTriggerAttribute)function.Trigger;

    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        DateTimeOffset now = time.GetUtcNow();
        TimerStatusFile? file = _trigger.UseMonitor && !schedule.FiresOftenerThanMinutely(now)
            ? new TimerStatusFile(statusFolder, function.Name)
            : null;
        ScheduleStatus status = file?.Read() ?? new ScheduleStatus { Next = schedule.Next(now).UtcDateTime };
        bool monitored = file is not null;
        bool pastDue = monitored && status.Next < now.UtcDateTime && !ScheduleChanged(status);
        if (!pastDue && (status.Next < now.UtcDateTime || ScheduleChanged(status)))
        {
            status = new ScheduleStatus { Last = status.Last, Next = schedule.Next(now).UtcDateTime };
        }

        // A first status is written before the first run, so that the first occurrence can't be missed either.
        status.LastUpdated = now.UtcDateTime;
        file?.Write(status);
        bool atOnce = _trigger.RunOnStartup;
        while (!stopping.IsCancellationRequested)
        {
            if (!atOnce && !await WaitAsync(status.Next, stopping))
            {
                return;
            }

            DateTimeOffset started = time.GetUtcNow();
            await InvokeAsync(new TimerInfo { IsPastDue = pastDue, ScheduleStatus = monitored ? status : null }, aborting);
            (atOnce, pastDue) = (false, false);
            status = new ScheduleStatus
            {
                Last = started.UtcDateTime,
                Next = schedule.Next(started).UtcDateTime,
                LastUpdated = started.UtcDateTime,
            };
            file?.Write(status);
        }
    }

    /// <summary>What was stored belongs to another schedule: its next run isn't missed, it no longer exists.</summary>
    private bool ScheduleChanged(ScheduleStatus status)
    {
        DateTime basis = status.Last == default ? status.LastUpdated : status.Last;
        return basis != default && schedule.Next(new DateTimeOffset(basis, TimeSpan.Zero)).UtcDateTime != status.Next;
    }

    /// <returns>False when the host stops.</returns>
    private async Task<bool> WaitAsync(DateTime until, CancellationToken stopping)
    {
        try
        {
            for (TimeSpan left; (left = until - time.GetUtcNow().UtcDateTime) > TimeSpan.Zero;)
            {
                await Task.Delay(left < LongestDelay ? left : LongestDelay, time, stopping);
            }

            return !stopping.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task InvokeAsync(TimerInfo info, CancellationToken aborting)
    {
        try
        {
            await invoker.InvokeAsync(function, new TriggerInput(info), prepare: null, aborting);
        }
#pragma warning disable CA1031 // a failed run doesn't end the schedule
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(logger, e, function.Name);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Timer function {Function} failed")]
    private static partial void Failed(ILogger logger, Exception e, string function);
}
