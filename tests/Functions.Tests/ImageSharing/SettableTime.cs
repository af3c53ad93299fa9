namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>A clock that stands where a test puts it; its timers are the system's.</summary>
internal sealed class SettableTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
