using FunctionsRuntime.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Turns ASP.NET Core's types on for HTTP functions.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AspNetCoreIntegration.AddTo(builder);
        return builder;
    }
}
