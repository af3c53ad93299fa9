using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImagePublishFunctions.Security;

/// <summary>
/// Writes a line for every change that an administrator made: who, what, on whom, from where. It stands around all doors, so that none is
/// forgotten; the gate notes who was admitted. What was asked in vain changed nothing and is in the request log only.
/// </summary>
public sealed class AuditLog(ILogger<AuditLog> log) : IFunctionsWorkerMiddleware
{
    private const int LongestPath = 1024;
    private static readonly object s_admitted = new();
    private static readonly object s_details = new();

    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        await next(context);
        if (context.GetHttpContext() is { } http) Write(http);
    }

    /// <summary>Notes who was admitted, and on whose path.</summary>
    internal static void NoteAdmitted(HttpRequest request, Caller caller, string? user) => request.HttpContext.Items[s_admitted] = (caller, user);

    /// <summary>Notes what a request changes, as far as its path does not tell: never a secret.</summary>
    internal static void NoteDetails(HttpRequest request, string details) => request.HttpContext.Items[s_details] = details;

    /// <summary>Writes the line of a request that was answered, if it has one.</summary>
    internal void Write(HttpContext http)
    {
        string method = http.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || http.Response.StatusCode >= StatusCodes.Status400BadRequest) return;
        if (!http.Items.TryGetValue(s_admitted, out object? noted) || noted is not (Caller caller, var user)) return;
        if ((caller.Supervisor ?? (caller.IsAdministrator ? caller.Login : null)) is not { } administrator) return;
        string path = http.Request.Path.ToUriComponent();
        log.LogInformation(
            new EventId(140, "AdministratorChanged"),
            "Administrator {Administrator} at {Address}: {Method} {Path} of {User}, {Status} {Details}",
            administrator,
            FailedLogins.AddressOf(http.Request),
            method,
            path.Length > LongestPath ? path[..LongestPath] + "…" : path,
            user ?? caller.Login,
            http.Response.StatusCode,
            http.Items[s_details] ?? "");
    }
}
