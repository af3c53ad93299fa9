namespace FunctionsRuntime.Durable;

/// <summary>An activity: one step that may run more than once. What it returns is turned into JSON by the engine's converter.</summary>
/// <param name="call">Who calls with what.</param>
/// <param name="cancellationToken">Cancelled when the engine stops; the call is then repeated at the next start.</param>
public delegate Task<object?> ActivityFunction(ActivityCall call, CancellationToken cancellationToken);
