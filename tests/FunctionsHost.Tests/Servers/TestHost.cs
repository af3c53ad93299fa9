using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace FunctionsHost.Tests.Servers;

/// <summary>The host as a process of its own, with the test app, or another, on a free port.</summary>
internal sealed partial class TestHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestHost(ChildProcess process, Uri address)
    {
        Process = process;
        Client = new() { BaseAddress = address, Timeout = Patience };
    }

    public ChildProcess Process { get; }

    public HttpClient Client { get; }

    /// <summary>What makes a host independent of all others on the same storage: names of its own for what the app takes its work from.</summary>
    public static Dictionary<string, string> UniqueSettings(string storage)
    {
        string name = SharedAzurite.UniqueName();
        return new()
        {
            ["AzureWebJobsStorage"] = storage,
            ["AzureFunctionsWebHost__hostid"] = name,
            ["TaskHub"] = name,
            ["WorkQueue"] = name,
            ["TickSchedule"] = "0 0 0 1 1 *",
        };
    }

    /// <summary>Starts one without waiting for it.</summary>
    /// <param name="settings">Environment variables.</param>
    /// <param name="app">The folder of the app, if it is not the test app's.</param>
    /// <param name="arguments">What follows <c>--app FOLDER</c>.</param>
    public static ChildProcess Run(IReadOnlyDictionary<string, string> settings, string? app = null, params string[] arguments)
    {
        ProcessStartInfo start = new(
            "dotnet", [BuiltFolder.PathTo("local", "FunctionsHost", "FunctionsHost.dll"), "--app", app ?? BuiltFolder.TestApp, .. arguments]);
        start.Environment.Remove("AzureWebJobsStorage");
        foreach ((string name, string value) in settings)
            start.Environment[name] = value;
        return ChildProcess.Start(start);
    }

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<TestHost> StartAsync(IReadOnlyDictionary<string, string> settings, string? app = null)
    {
        ChildProcess process = Run(settings, app, "--port", "0");
        try
        {
            Match listening = await process.WaitForLineAsync(Listening(), Patience);
            return new(process, new Uri(listening.Groups["address"].Value + "/"));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the worker (SIGKILL) and waits until it is gone.</summary>
    /// <returns>Completes when there is another.</returns>
    public async Task<Task> KillWorkerAsync()
    {
        int line = Process.Output.Count;
        int id = IdOf(WorkerReady().Match(Process.Output.Last(text => WorkerReady().IsMatch(text))));
        using (Process worker = System.Diagnostics.Process.GetProcessById(id))
            worker.Kill();
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{id}"));
        return Process.WaitForLineAsync(WorkerReady(), Patience, line);
    }

    /// <summary>The process of the first worker, which runs while nobody kills it.</summary>
    public async Task<int> WorkerIdAsync() => IdOf(await Process.WaitForLineAsync(WorkerReady(), Patience));

    public Task<string> GetAsync(string path) => Client.GetStringAsync(path);

    /// <summary>What queue and timer functions of its worker have done.</summary>
    public async Task<string[]> SeenAsync() => await Client.GetFromJsonAsync<string[]>("seen") ?? [];

    public async Task PostAsync(string path, string body = "")
    {
        using HttpResponseMessage answer = await Client.PostAsync(path, new StringContent(body));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until an orchestration has ended.</summary>
    public Task<string> EndOfAsync(string instance) => Eventually.GetAsync(
        () => GetAsync($"instances/{instance}"), status => !status.StartsWith("Running", StringComparison.Ordinal) && !status.StartsWith("Pending", StringComparison.Ordinal));

    /// <summary>Kills the process (SIGKILL), and not what it started.</summary>
    public async Task KillAloneAsync()
    {
        using Process process = System.Diagnostics.Process.GetProcessById(Process.Id);
        process.Kill();
        await Process.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }

    private static int IdOf(Match ready) => int.Parse(ready.Groups["id"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Listening on (?<address>http://127\.0\.0\.1:[0-9]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();

    [GeneratedRegex("Worker (?<id>[0-9]+) is ready", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WorkerReady();
}
