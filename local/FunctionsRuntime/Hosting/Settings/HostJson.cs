using Microsoft.Extensions.Configuration;

namespace FunctionsRuntime.Hosting.Settings;

/// <summary>What the runtime takes from host.json, with the real host's defaults.</summary>
internal sealed record HostJson
{
    /// <summary>What every route begins with; <c>extensions:http:routePrefix</c>.</summary>
    public required string RoutePrefix { get; init; }

    public required QueueSettings Queues { get; init; }

    public required DurableSettings Durable { get; init; }

    public required IConfiguration Logging { get; init; }

    /// <summary>
    /// Reads host.json of <paramref name="folder"/>; <paramref name="settings"/> override it under <c>AzureFunctionsJobHost</c>, as in
    /// the real host.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is missing or wrong.</exception>
    public static HostJson Read(string folder, IConfiguration settings)
    {
        string path = Path.Combine(folder, "host.json");
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"There is no host.json in {folder}.");
        }

        IConfigurationRoot root = new ConfigurationBuilder()
            .AddJsonFile(path, optional: false)
            .AddConfiguration(settings.GetSection("AzureFunctionsJobHost"))
            .Build();
        if (root["version"] != "2.0")
        {
            throw new InvalidDataException($"{path} lacks \"version\": \"2.0\".");
        }

        IConfigurationSection extensions = root.GetSection("extensions");
        return new HostJson
        {
            RoutePrefix = (extensions["http:routePrefix"] ?? "api").Trim('/'),
            Queues = QueueSettings.Read(extensions.GetSection("queues"), settings),
            Durable = DurableSettings.Read(extensions.GetSection("durableTask"), settings),
            Logging = root.GetSection("logging"),
        };
    }
}
