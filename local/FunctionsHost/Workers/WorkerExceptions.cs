namespace FunctionsHost.Workers;

/// <summary>A function threw. The durable extension takes the message apart, so its form is the real host's.</summary>
internal sealed class WorkerFunctionException(string status, string? message, string? stack)
    : Exception($"Result: {status}\nException: {message}\nStack: {stack}");

/// <summary>
/// The worker died under an invocation. The durable extension knows the type by its name: it runs an orchestrator again and lets an
/// activity fail, as it does in Azure.
/// </summary>
internal sealed class WorkerProcessExitException(string message) : Exception(message);
