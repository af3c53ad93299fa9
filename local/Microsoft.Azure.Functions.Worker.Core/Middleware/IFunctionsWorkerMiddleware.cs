namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>A step around every invocation, of whatever trigger.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
