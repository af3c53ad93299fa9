namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>The rest of the pipeline, ending in the function itself.</summary>
#pragma warning disable CA1711 // the real name
public delegate Task FunctionExecutionDelegate(FunctionContext context);
