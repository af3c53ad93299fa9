using System.Net;
using System.Text.Json;
using Azure.Core.Serialization;
using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.DurableTriggers;
using FunctionsRuntime.Hosting.Http;
using FunctionsRuntime.Hosting.Invocation;
using FunctionsRuntime.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace FunctionsRuntime.Hosting;

/// <summary>Composes a functions application and the runtime that serves it in this process.</summary>
public sealed class LocalHostBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private const int DefaultPort = 7071;

    /// <summary>What the real host in front of the worker lets through, in bytes (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT).</summary>
    private const long HostBodyLimit = 104_857_600;

    private readonly LocalHostOptions _options;
    private readonly LocalSettings _local;
    private readonly WebApplicationBuilder _web;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];

    /// <exception cref="InvalidDataException">local.settings.json can't be read.</exception>
    public LocalHostBuilder(LocalHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _local = LocalSettings.Read(options.Folder);
        _web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = options.Folder,
            EnvironmentName = options.Variable("AZURE_FUNCTIONS_ENVIRONMENT") ?? Environments.Development,
        });
        AddSettings();
        _web.WebHost.UseKestrelCore();
        _web.Host.UseDefaultServiceProvider((context, provider) =>
            provider.ValidateScopes = provider.ValidateOnBuild = context.HostingEnvironment.IsDevelopment());
        Services.AddRoutingCore();
        Services.AddSingleton(options.Time);
        AddSerializer();
        Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });

        // Standard output is left to what other programs read.
        Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    public ConfigurationManager Configuration => _web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    public IServiceCollection Services => _web.Services;

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middleware.Add(middleware);
        return this;
    }

    /// <exception cref="Rules.HostRuleException">The real host would refuse or misroute the program.</exception>
    /// <exception cref="InvalidDataException">host.json is missing or wrong.</exception>
    public IHost Build()
    {
        HostJson host = HostJson.Read(_options.Folder, Configuration);
        var durable = new DurableFunctions(host.Durable, _options.Time);
        FunctionCatalog catalog = FunctionCatalog.Load(
            _options.Candidates(), host, Configuration, AspNetCoreIntegration.IsIn(Services), () => durable.Client);

        Logging.AddConfiguration(host.Logging).AddConfiguration(Configuration.GetSection("Logging"));
        Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, Port));
        Services.PostConfigure<KestrelServerOptions>(kestrel =>
            kestrel.Limits.MaxRequestBodySize = Math.Min(kestrel.Limits.MaxRequestBodySize ?? HostBodyLimit, HostBodyLimit));
        Services.AddSingleton(services => new FunctionInvoker(services, Pipeline(catalog), _options.Time));
        Services.AddSingleton<HttpFunctions>();
        Services.AddHostedService(services =>
            ActivatorUtilities.CreateInstance<LocalRuntimeService>(services, catalog, durable, host, _options));

        WebApplication app = _web.Build();
        app.Use(EncodedSlashes.DecodeAsync);
        app.UseRouting();
        IEnumerable<Endpoint> endpoints = HttpFunctions.Endpoints(catalog.Functions, host.RoutePrefix);
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(endpoints));
        app.Run(app.Services.GetRequiredService<HttpFunctions>().DispatchAsync);
        return app;
    }

    /// <summary>As the real worker: System.Text.Json, names in any letter case, unless the program chooses another serializer.</summary>
    private void AddSerializer()
    {
        Services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        Services.AddOptions<WorkerOptions>().PostConfigure<IOptions<JsonSerializerOptions>>((worker, json) =>
            worker.Serializer ??= new JsonObjectSerializer(json.Value));
    }

    private int Port => Configuration.GetValue("LocalRuntime:Port", _local.Port ?? DefaultPort);

    private FunctionExecutionDelegate Pipeline(FunctionCatalog catalog)
    {
        FunctionExecutionDelegate innermost = new FunctionExecutor(catalog.Parameters).ExecuteAsync;
        return Enumerable.Reverse(_middleware).Aggregate(innermost, (next, middleware) => middleware(next));
    }

    /// <summary>Later ones win: appsettings.json, local.settings.json, the environment, the command line, as under Core Tools.</summary>
    private void AddSettings()
    {
        Configuration
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{Environment.EnvironmentName}.json", optional: true)
            .AddInMemoryCollection(_local.Values);
        if (_options.EnvironmentVariables is { } variables)
        {
            Configuration.AddInMemoryCollection(
                variables.Select(v => KeyValuePair.Create(v.Key.Replace("__", ":", StringComparison.Ordinal), v.Value)));
        }
        else
        {
            Configuration.AddEnvironmentVariables();
        }

        Configuration.AddCommandLine(_options.Args);
    }
}
