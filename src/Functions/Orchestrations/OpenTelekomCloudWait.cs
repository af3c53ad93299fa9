namespace ImagePublishFunctions.Orchestrations;

/// <summary>What <see cref="AwaitOpenTelekomCloudImage"/> waits for.</summary>
/// <param name="Ticket">The publication's path.</param>
/// <param name="Job">The cloud's job that makes the image; null where it is not known, or there is none.</param>
/// <param name="Since">When the wait began, UTC.</param>
public sealed record OpenTelekomCloudWait(string Ticket, string? Job, DateTime Since)
{
    /// <summary>Until the next look.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}
