using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// The backend as a process of its own, as <c>dotnet run --project src/Functions</c> starts it, on a free port. It may be killed and
/// started again on the same storage and journal.
/// </summary>
public sealed partial class Backend : IAsyncDisposable
{
    /// <summary>The administrator that every backend of the tests has.</summary>
    public const string Administrator = "root";

    /// <inheritdoc cref="Administrator"/>
    public const string AdministratorPassword = "an administrator of tests";

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly string _storage;
    private readonly string _journal = Directory.CreateTempSubdirectory("backend-").FullName;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private ChildProcess? _process;

    private Backend(string storage, IReadOnlyDictionary<string, string> settings)
    {
        _storage = storage;
        _settings = settings;
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The running process.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("The backend does not run.");

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentMemory
    {
        get
        {
            string line = File.ReadLines($"/proc/{Process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        }
    }

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
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ImagePublishFunctions.dll")]);
        start.Environment["AzureWebJobsStorage"] = _storage;
        start.Environment["LocalRuntime__Port"] = "0";
        start.Environment["LocalRuntime__Journal"] = _journal;
        start.Environment["OutboundGuard__AllowedNetworks"] = "127.0.0.0/8";
        start.Environment["OutboundGuard__AllowHttp"] = "true";
        start.Environment["Administrator__Login"] = Administrator;
        start.Environment["Administrator__Password"] = AdministratorPassword;
        foreach ((string name, string value) in _settings) start.Environment[name] = value;
        _process = ChildProcess.Start(start);
        Match listening = await _process.WaitForLineAsync(Listening(), StartTime);
        Address = new Uri(listening.Groups["address"].Value + "/");
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public async Task KillAsync()
    {
        await Process.DisposeAsync();
        _process = null;
    }

    /// <summary>A client with Basic authentication, by default the administrator's.</summary>
    public HttpClient CreateClient(string login = Administrator, string password = AdministratorPassword)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{password}")));
        return client;
    }

    /// <summary>Kills it and removes its journal.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_journal, recursive: true);
    }

    [GeneratedRegex(@"^Listening on (?<address>http://\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
