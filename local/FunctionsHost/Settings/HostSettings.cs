using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace FunctionsHost.Settings;

/// <summary>Everything that the host was told, read once.</summary>
/// <param name="App">The app that it runs.</param>
/// <param name="Port">Where HTTP is served; 0 takes any free port.</param>
/// <param name="Configuration">host.json, local.settings.json and the environment, later ones over earlier ones, as WebJobs reads them.</param>
internal sealed record HostSettings(AppFolder App, int Port, IConfiguration Configuration)
{
    /// <summary>The section of host.json, named as the platform names it.</summary>
    public const string JobHost = "AzureFunctionsJobHost";

    /// <summary>The connection string of the storage that everything stands on.</summary>
    public string Storage => Configuration["AzureWebJobsStorage"] is { Length: > 0 } storage
        ? storage
        : throw new HostException("the setting AzureWebJobsStorage is missing: the connection string of a storage account or of Azurite");

    public string RoutePrefix => Configuration[$"{JobHost}:extensions:http:routePrefix"] ?? "api";

    /// <summary>Names locks and timers in storage: hosts of one id share them. From the folder, so that a second host of an app has the first one's.</summary>
    public string HostId => Configuration["AzureFunctionsWebHost:hostid"]
        ?? "local-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(App.Path)))[..16];

    /// <summary>The longest body of a request, in bytes: the real host's, and the setting that raises it there.</summary>
    public long MaxRequestBody => Configuration.GetValue("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", 104_857_600L);

    /// <summary>Where the histories of orchestrations are recorded; null records none.</summary>
    public string? Histories => Configuration["FunctionsHost:Histories"];

    /// <summary>How long what runs may take to end when the host is stopped.</summary>
    public TimeSpan StopTimeout => Configuration.GetValue("FunctionsHost:StopTimeout", TimeSpan.FromSeconds(10));

    /// <summary>What the worker's environment has beyond the host's own.</summary>
    public IEnumerable<KeyValuePair<string, string?>> WorkerEnvironment =>
    [
        .. LocalValues(App),
        new("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated"),
        new("FUNCTIONS_WORKER_DIRECTORY", App.Path),
        new("FUNCTIONS_APPLICATION_DIRECTORY", App.Path),
        new("AZURE_FUNCTIONS_ENVIRONMENT", Configuration["AZURE_FUNCTIONS_ENVIRONMENT"] ?? "Development"),
        new("CONTAINER_NAME", null),
    ];

    public static HostSettings Read(CommandLine command)
    {
        AppFolder app = AppFolder.Read(command.App);

        // Where this is set, the durable extension takes the machine for Linux Consumption.
        Environment.SetEnvironmentVariable("CONTAINER_NAME", null);
        using MemoryStream hostJson = new(Encoding.UTF8.GetBytes(new JObject { [JobHost] = app.HostJson }.ToString()));
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddJsonStream(hostJson)
            .AddInMemoryCollection(LocalValues(app).Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value)))
            .AddEnvironmentVariables()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsConfigurationSection"] = JobHost,
                ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            })
            .Build();
        return new(app, command.Port ?? app.LocalPort ?? 7071, configuration);
    }

    /// <summary>The values of local.settings.json that the environment does not override.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> LocalValues(AppFolder app) =>
        app.Values.Where(pair => Environment.GetEnvironmentVariable(pair.Key) is null);
}
