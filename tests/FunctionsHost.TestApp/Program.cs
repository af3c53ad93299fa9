using FunctionsHost.TestApp;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// A worker that cannot start.
if (Environment.GetEnvironmentVariable("TestApp__ExitCode") is { } code)
{
    await Console.Error.WriteLineAsync("The app has had enough");
    return int.Parse(code);
}

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddHostedService<BackgroundLog>();
if (Environment.GetEnvironmentVariable("TestApp__ExtraFunction") is { } bindings)
    builder.Services.AddSingleton<IFunctionMetadataProvider>(new ExtraFunction(bindings));
await builder.Build().RunAsync();
return 0;
