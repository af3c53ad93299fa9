using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// The backend as <c>./run</c> starts it: the local Functions host on a free port, and the app's worker process below it. Both, or the worker
/// alone, may be killed; a killed host may be started again on the same storage.
/// </summary>
public sealed partial class Backend : IAsyncDisposable
{
    /// <summary>The administrator that every backend of the tests has.</summary>
    public const string Administrator = "root";

    /// <inheritdoc cref="Administrator"/>
    public const string AdministratorPassword = "an administrator of tests";

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    /// <summary>What the tests were built as, the app and its host were, too: <c>Debug/net10.0</c>.</summary>
    public static readonly string Flavour = Path.GetRelativePath(
        Path.Combine(AppContext.BaseDirectory, "..", ".."), AppContext.BaseDirectory).TrimEnd('/');

    private readonly string _storage;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private ChildProcess? _host;

    private Backend(string storage, IReadOnlyDictionary<string, string> settings)
    {
        _storage = storage;
        _settings = settings;
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The process of the host; its output has what the worker logs, too.</summary>
    public ChildProcess Process => _host ?? throw new InvalidOperationException("The backend does not run.");

    /// <summary>The id of the worker's process: the last one that was started.</summary>
    public int WorkerId => int.Parse(
        Process.Output.Select(line => WorkerReady().Match(line)).Last(match => match.Success).Groups["id"].Value);

    /// <summary>Resident memory of the worker in bytes.</summary>
    public long ResidentMemory => ResidentMemoryOf(WorkerId);

    /// <summary>Resident memory of the host in bytes.</summary>
    public long HostMemory => ResidentMemoryOf(Process.Id);

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="storage">Connection string of its storage.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static async Task<Backend> StartAsync(string storage, IReadOnlyDictionary<string, string>? settings = null)
    {
        var backend = new Backend(storage, settings ?? new Dictionary<string, string>());
        await backend.StartAgainAsync();
        return backend;
    }

    /// <summary>Starts it again after it was killed; it has a new address then.</summary>
    public async Task StartAgainAsync()
    {
        string host = RepositoryFolder.PathTo("local", "FunctionsHost", "bin", Flavour, "FunctionsHost.dll");
        string app = RepositoryFolder.PathTo("src", "Functions", "bin", Flavour);
        var start = new ProcessStartInfo("dotnet", [host, "--app", app, "--port", "0"]);
        start.Environment["AzureWebJobsStorage"] = _storage;
        start.Environment["OutboundGuard__AllowedNetworks"] = "127.0.0.0/8";
        start.Environment["OutboundGuard__AllowHttp"] = "true";
        start.Environment["DOTNET_hostBuilder__reloadConfigOnChange"] = "false"; // Many run beside each other, and a machine has few file watchers.
        start.Environment["Administrator__Login"] = Administrator;
        start.Environment["Administrator__Password"] = AdministratorPassword;
        foreach ((string name, string value) in _settings) start.Environment[name] = value;
        _host = ChildProcess.Start(start);
        Match listening = await _host.WaitForLineAsync(Listening(), StartTime);
        Address = new Uri(listening.Groups["address"].Value + "/");
    }

    /// <summary>Kills host and worker (SIGKILL).</summary>
    public async Task KillAsync()
    {
        await Process.DisposeAsync();
        _host = null;
    }

    /// <summary>Kills the host alone (SIGKILL): its worker is left to the care of the kernel.</summary>
    public async Task KillHostAsync()
    {
        using Process worker = System.Diagnostics.Process.GetProcessById(WorkerId);
        await Process.KillAloneAsync();
        await worker.WaitForExitAsync().WaitAsync(StartTime);
        await KillAsync();
    }

    /// <summary>Kills the worker alone (SIGKILL) and waits for its end; the host starts another.</summary>
    public async Task KillWorkerAsync()
    {
        using Process worker = System.Diagnostics.Process.GetProcessById(WorkerId);
        worker.Kill();
        await worker.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM) and waits.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync() => Process.StopAsync(StartTime);

    /// <summary>A client with Basic authentication, by default the administrator's.</summary>
    public HttpClient CreateClient(string login = Administrator, string password = AdministratorPassword)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{password}")));
        return client;
    }

    /// <summary>Kills host and worker.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    private static long ResidentMemoryOf(int id)
    {
        string line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    [GeneratedRegex(@"^Listening on (?<address>http://\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();

    [GeneratedRegex(@"Worker (?<id>\d+) is ready", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WorkerReady();
}
