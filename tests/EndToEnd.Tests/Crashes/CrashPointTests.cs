using System.Diagnostics;
using System.Text.Json;
using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.EndToEnd.Sharing;
using ImagePublishFunctions.TestServers;
using Xunit.Abstractions;

namespace ImagePublishFunctions.EndToEnd.Crashes;

/// <summary>
/// The worker dies at each of its writes to storage, once before it is sent and once after it was answered: the first, the second, … until a
/// whole run has no further one. Its host starts another; whatever was under way ends as if nothing had happened.
/// </summary>
public sealed class CrashPointTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int MostWrites = 100;
    private const int LateCrashes = 3;
    private static readonly string[] Sides = ["before", "after"];
    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;
    private Azurite _storage = null!;
    private CloudSimulatorServer _cloud = null!;
    private Backend _backend = null!;
    private Caller _caller = null!;
    private EndState _end = null!;
    private int _runs;
    private string _point = "";

    private string CrashFile => Path.Combine(_folder, "crash");

    public async Task InitializeAsync()
    {
        _storage = await Azurite.StartAsync();
        _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        string hook = Path.Combine(RepositoryFolder.PathTo("tests", "CrashHook", "bin"), Backend.Flavour, "CrashHook.dll");
        _backend = await Backend.StartAsync(_storage.ConnectionString, new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = hook,
            ["CRASH_FILE"] = CrashFile,
            ["Reconciler__GraceSeconds"] = "20",
        });
        _caller = new Caller(_backend, _cloud);
        _end = new EndState(_storage.ConnectionString, _cloud);
    }

    public async Task DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _cloud.DisposeAsync();
        await _storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Worker_DyingAtEachWrite_LeavesWhatARunWithoutCrashesLeaves()
    {
        string account = await _caller.StoreAccountAsync("stored");
        HashSet<string> secrets = await _end.SecretsAsync();

        await CrashAtEachAsync("published and shared", PublishAndShareAsync);
        await CrashAtEachAsync("failed", FailAsync);
        await CrashAtEachAsync("cancelled", CancelAsync);
        await CrashAtEachAsync("deleted", id => DeleteAsync(id, account));
        await CrashLateCleanUpsAsync();

        await _end.RestsAsync(secrets);
    }

    private async Task PublishAndShareAsync(int id)
    {
        string image = await _caller.RegisterAsync(id);
        string ticket = await ArmedAsync(() => _caller.PublishAsync(image, $"done/{id}", Caller.Consumer, Caller.Outsider));

        JsonElement status = await _caller.EndAsync(ticket);
        Assert.True(Caller.Flag(status, "published"), $"{id}: {status}");
        Assert.Equal("SUCCESS", await _caller.ShareEndAsync(status.GetProperty("message").GetString()!.Split(' ')[^1]));
        Assert.Equal(1, await _end.ImagesAsync(ticket));
        await _end.ClosedAsync(ticket);
        string cloudId = await _caller.CloudIdAsync(ticket);
        using SharedImages shared = await SharedImages.SignInAsync(_cloud, "publisher");
        Assert.Equal(new[] { Caller.Consumer, Caller.Outsider }.Order(), (await shared.MembersAsync(cloudId)).Keys.Order());
    }

    private async Task FailAsync(int id)
    {
        string image = await _caller.RegisterAsync(id);
        _cloud.Faults.Add(
            new Fault { Service = "glance", Kind = FaultKind.Status, Status = 413, Method = "PUT", Path = "/file$", Times = null });
        string ticket = await ArmedAsync(() => _caller.PublishAsync(image, $"failed/{id}"));

        JsonElement status = await _caller.EndAsync(ticket);
        _cloud.Faults.Clear();
        Assert.True(Caller.Flag(status, "error"), $"{id}: {status}");
        Assert.Equal(0, await _end.ImagesAsync(ticket));
    }

    private async Task CancelAsync(int id)
    {
        string image = await _caller.RegisterAsync(id);
        ArmedFault stall = _cloud.Faults.Add(
            new Fault { Service = "glance", Kind = FaultKind.Stall, Method = "PUT", Path = "/file$", AfterBytes = 1000, Delay = 600, Times = null });
        string ticket = await ArmedAsync(() => _caller.PublishAsync(image, $"cancelled/{id}"));
        await Eventually.GetAsync(() => Task.FromResult(stall.Occurred), count => count > 0, TimeSpan.FromMinutes(2));
        await _caller.CancelAsync(ticket);

        JsonElement status = await _caller.EndAsync(ticket);
        _cloud.Faults.Clear();
        Assert.True(Caller.Flag(status, "cancelled"), $"{id}: {status}");
    }

    private async Task DeleteAsync(int id, string account)
    {
        string image = await _caller.RegisterAsync(id);
        string ticket = await _caller.PublishStoredAsync(image, $"deleted/{id}", account);
        await _caller.EndAsync(ticket);
        await ArmedAsync(() => _caller.DeleteAsync(ticket));
        await _end.ClosedAsync(ticket);

        Assert.Equal(0, await _end.ImagesAsync(ticket));
    }

    /// <summary>Runs once for each write and side until neither side was reached.</summary>
    private async Task CrashAtEachAsync(string what, Func<int, Task> run)
    {
        var watch = Stopwatch.StartNew();
        int crashes = 0;
        foreach (string side in Sides)
        {
            int write = 1;
            do
            {
                Assert.InRange(write, 1, MostWrites);
                _point = $"{write} {side}";
                await run(++_runs);
            }
            while (WasReached() && write++ > 0);
            crashes += write - 1;
        }

        Assert.True(crashes > 0, $"no crash while {what}");
        output.WriteLine($"{what}: {crashes} crashes, {watch.Elapsed.TotalSeconds:0} s");
    }

    /// <summary>What failed or was cancelled looks at its cloud once more and is then forgotten: the first of these writes each time.</summary>
    private async Task CrashLateCleanUpsAsync()
    {
        int crashes = 0;
        foreach (string side in Sides.SelectMany(side => Enumerable.Repeat(side, LateCrashes)))
        {
            Arm($"1 {side}");
            await Eventually.GetAsync(
                async () => !File.Exists(CrashFile) || (await _end.OpenAsync()).Count == 0, over => over, TimeSpan.FromMinutes(7));
            if (WasReached()) crashes++;
        }

        Assert.True(crashes > 0, "no crash while the cloud was looked at once more");
        output.WriteLine($"late clean-ups: {crashes} crashes");
    }

    /// <summary>Counts the writes from here on.</summary>
    private async Task<T> ArmedAsync<T>(Func<Task<T>> action)
    {
        Arm(_point);
        return await action();
    }

    /// <summary>The worker reads the file at each write, so it is there whole or not at all.</summary>
    private void Arm(string point)
    {
        File.WriteAllText(CrashFile + ".new", point);
        File.Move(CrashFile + ".new", CrashFile, overwrite: true);
    }

    private bool WasReached()
    {
        bool reached = !File.Exists(CrashFile);
        File.Delete(CrashFile);
        return reached;
    }
}
