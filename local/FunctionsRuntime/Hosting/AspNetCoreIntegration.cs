using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FunctionsRuntime.Hosting;

/// <summary>Lets HTTP functions use ASP.NET Core's request and result types.</summary>
public static class AspNetCoreIntegration
{
    /// <summary>The key of the HttpContext among an invocation's items, the one that the real integration uses.</summary>
    private const string HttpContextKey = "HttpRequestContext";

    /// <summary>
    /// As in the real worker, middleware that was added before this sees no HttpContext, and middleware that was added after it may
    /// still replace the result, which is written out here.
    /// </summary>
    public static void AddTo(IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (IsIn(builder.Services))
        {
            return;
        }

        builder.Services.AddSingleton<Marker>();
        builder.Services.AddMvcCore();
        builder.UseMiddleware(async (context, next) =>
        {
            var http = context.Features.Get<HttpContext>();
            if (http is null)
            {
                await next();
                return;
            }

            context.Items[HttpContextKey] = http;
            await next();
            await WriteAsync(http, context.Features.Get<InvocationResult>()?.Value);
        });
    }

    internal static bool IsIn(IServiceCollection services) => services.Any(s => s.ServiceType == typeof(Marker));

    private static Task WriteAsync(HttpContext http, object? result) => result switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        IResult plain => plain.ExecuteAsync(http),
        _ => Task.CompletedTask,
    };

    private sealed class Marker;
}
