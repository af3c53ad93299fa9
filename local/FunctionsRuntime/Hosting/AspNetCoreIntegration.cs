using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsRuntime.Hosting;

/// <summary>Lets HTTP functions use ASP.NET Core's request and result types.</summary>
public static class AspNetCoreIntegration
{
    /// <summary>Middleware that was added before this sees no HttpContext, as in the real worker.</summary>
    public static void AddTo(IFunctionsWorkerApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddMvcCore();
    }
}
