namespace FunctionsRuntime.Durable;

/// <summary>What an episode came to: new steps, and possibly an end.</summary>
internal sealed record Episode
{
    public IReadOnlyCollection<HistoryEvent> NewSteps { get; init; } = [];

    public IReadOnlySet<int> OpenTimers { get; init; } = new HashSet<int>();

    public IReadOnlyList<HistoryEvent> UnclaimedEvents { get; init; } = [];

    public string? CustomStatus { get; init; }

    public bool Suspended { get; init; }

    public Outcome? Outcome { get; init; }

    public ContinuedAsNew? Continued { get; init; }
}
