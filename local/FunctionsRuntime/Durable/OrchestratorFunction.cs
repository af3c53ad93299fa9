using Microsoft.DurableTask;

namespace FunctionsRuntime.Durable;

/// <summary>An orchestrator: deterministic code that awaits nothing but its context's tasks. It runs anew on every episode.</summary>
/// <param name="context">The context of this episode; its input is read with <see cref="TaskOrchestrationContext.GetInput{T}"/>.</param>
/// <returns>The output, turned into JSON by the engine's converter.</returns>
public delegate Task<object?> OrchestratorFunction(TaskOrchestrationContext context);
