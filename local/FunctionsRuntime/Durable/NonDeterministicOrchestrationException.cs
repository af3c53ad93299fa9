namespace FunctionsRuntime.Durable;

/// <summary>A replay took another step than the history has: the orchestrator is not deterministic, or its code has changed.</summary>
public sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
