using FunctionsRuntime.Hosting;
using Microsoft.Extensions.Hosting;

namespace LocalRuntime.Tests.Hosting;

/// <summary>The local runtime with chosen function classes, on a port of its own and in a folder of its own.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    /// <summary>How long a test waits for something that is to happen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHost _host;
    private readonly string _folder;

    private HostUnderTest(IHost host, string folder, Uri address)
    {
        _host = host;
        _folder = folder;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<HostUnderTest> StartAsync(HostSetup setup)
    {
        string folder = setup.Folder ?? Directory.CreateTempSubdirectory("host-").FullName;
        var output = new StringWriter();
        IHost host = Build(setup, folder, output);
        await host.StartAsync();
        const string Line = "Listening on ";
        string address = output.ToString().Split('\n').Single(l => l.StartsWith(Line, StringComparison.Ordinal))[Line.Length..];
        return new HostUnderTest(host, folder, new Uri(address.Trim()));
    }

    /// <summary>Builds and throws away: for what is refused at start.</summary>
    public static async Task BuildAsync(HostSetup setup)
    {
        string folder = setup.Folder ?? Directory.CreateTempSubdirectory("host-").FullName;
        try
        {
            await using var host = (IAsyncDisposable)Build(setup, folder, TextWriter.Null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IHost Build(HostSetup setup, string folder, TextWriter output)
    {
        File.WriteAllText(Path.Combine(folder, "host.json"), setup.HostJson);
        if (setup.LocalSettings is not null)
        {
            File.WriteAllText(Path.Combine(folder, "local.settings.json"), setup.LocalSettings);
        }

        var environment = new Dictionary<string, string?>(setup.Environment);
        environment.TryAdd("LocalRuntime__Port", "0");
        environment.TryAdd("LocalRuntime__Journal", Path.Combine(folder, "data", "journal"));
        environment.TryAdd("Logging__LogLevel__Default", "None");
        var builder = new LocalHostBuilder(new LocalHostOptions
        {
            Args = setup.Args,
            FunctionClasses = setup.Classes,
            Folder = folder,
            Time = setup.Time,
            EnvironmentVariables = environment,
            Output = output,
        });
        setup.Configure(builder);
        return builder.Build();
    }
}
