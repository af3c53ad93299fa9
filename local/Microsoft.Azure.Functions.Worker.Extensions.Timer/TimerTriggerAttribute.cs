using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function on a schedule.</summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    public TimerTriggerAttribute(string schedule)
    {
        Schedule = schedule;
        UseMonitor = true;
    }

    /// <summary>A CRON expression of six fields, seconds first, or the name of a setting between percent signs.</summary>
    public string Schedule { get; private set; }

    /// <summary>Whether missed occurrences are found after a restart.</summary>
    public bool UseMonitor { get; set; }

    public bool RunOnStartup { get; set; }
}
