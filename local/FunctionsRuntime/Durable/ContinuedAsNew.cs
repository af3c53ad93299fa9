namespace FunctionsRuntime.Durable;

/// <summary>What an orchestrator asked for when it continued as new.</summary>
internal sealed record ContinuedAsNew(string? Input, bool PreserveEvents);
