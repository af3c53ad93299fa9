namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where a timer stands in its schedule.</summary>
public class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
