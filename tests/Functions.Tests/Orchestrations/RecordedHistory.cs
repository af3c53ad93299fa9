using Microsoft.DurableTask.Protobuf;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>The whole history of an execution that ended: what the engine gave the worker last, and what the worker answered.</summary>
/// <param name="Request">All events.</param>
/// <param name="Response">The last actions, the end among them.</param>
internal sealed record RecordedHistory(OrchestratorRequest Request, OrchestratorResponse Response)
{
    /// <summary>The orchestrator's name.</summary>
    public string Orchestrator =>
        Request.PastEvents.Concat(Request.NewEvents).Last(e => e.EventTypeCase == HistoryEvent.EventTypeOneofCase.ExecutionStarted).ExecutionStarted.Name;

    /// <summary>How many events it has.</summary>
    public int Events => Request.PastEvents.Count + Request.NewEvents.Count + Response.Actions.Count;

    /// <summary>Everything in it, in clear.</summary>
    public override string ToString() => $"{Request} {Response}";
}
