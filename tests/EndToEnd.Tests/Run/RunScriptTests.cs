using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using CloudSimulator;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Run;

/// <summary><c>./run</c> as a user starts it, on what <c>./test</c> has built.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class RunScriptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _data = Directory.CreateTempSubdirectory("run-").FullName;
    private readonly int _port = FreePorts();

    [Fact]
    public async Task Run_KilledInTheMiddleOfTheDemo_ResumesItAndLeavesNoProcess()
    {
        string ticket;
        // Once as a user has it, with the build.
        await using (ChildProcess first = Start([.. Ports(), "--data", _data], builds: true))
        {
            await StallUploadsAsync();
            await first.WaitForLineAsync(Uploading(), Patience);
            Assert.Contains(first.Output, line => line.StartsWith("Made the administrator: admin, password ", StringComparison.Ordinal));
            ticket = await TicketAsync();
            await SignalAsync(first, "KILL");
            await Eventually.GetAsync(() => Task.FromResult(IsUnused()), unused => unused, Patience);
        }

        await using ChildProcess run = Start([.. Ports(), "--data", _data]);
        await run.WaitForLineAsync(Ready(), Patience);
        Assert.Equal(ticket, await TicketAsync());
        Assert.DoesNotContain(run.Output, line => line.StartsWith("Registering", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output, line => line.StartsWith("Made the administrator", StringComparison.Ordinal));
        Assert.Contains(run.Output, line => line.Contains("100% Done, published", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data, "administrator")));

        await ImportAndCheckAsync();

        Assert.Equal(0, await SignalAsync(run, "INT"));
        foreach (int port in Enumerable.Range(_port, 7)) Assert.True(IsFree(port), $"port {port} is still taken");
        Assert.True(IsUnused());
    }

    [Fact]
    public async Task Run_CloudsFile_PublishesTheDemoThere()
    {
        var owner = new SimulatedUser("owner", "p,{a}:s #s", "images", "member");
        await using CloudSimulatorServer cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions { Users = [owner] });
        string clouds = Path.Combine(Directory.CreateDirectory(Path.Combine(_data, "etc")).FullName, "clouds.yaml");
        await File.WriteAllTextAsync(clouds, $"""
            # what openstack reads
            clouds:
              first:  # used
                auth:
                  auth_url: {cloud.KeystoneUrl}v3
                  username: "owner" # quoted
                  password: 'p,{"{a}"}:s #s'
                  project_name: images
              second:
                auth:
                  user_domain_name: Elsewhere
            """);

        await using ChildProcess run = Start([.. Ports(), "--data", Path.Combine(_data, "run"), "--clouds", clouds]);
        await run.WaitForLineAsync(Ready(), Patience);

        Assert.Contains(run.Output, line => line.Contains("100% Done, published", StringComparison.Ordinal));
        Assert.True(IsFree(_port + 4), "a simulated cloud was started");
        await run.StopAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Run_CoreTools_StartsThemOnTheSameBuild()
    {
        string func = Path.Combine(_data, "func");
        string host = Path.Combine(RepositoryFolder.PathTo("local", "FunctionsHost", "bin"), Backend.Flavour, "FunctionsHost.dll");
        await File.WriteAllTextAsync(func, $"""
            #!/bin/sh
            [ "$1 $2 $3" = "start --no-build --port" ] && [ -e host.json ] && [ -e worker.config.json ] && [ -e extensions.json ] || exit 1
            echo 'Host lock lease acquired by instance ID 1'
            exec dotnet {host} --app "$PWD" --port "$4"
            """);
        File.SetUnixFileMode(func, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await using ChildProcess run = Start([.. Ports(), "--data", Path.Combine(_data, "run"), "--core-tools"], _data);
        await run.WaitForLineAsync(Ready(), Patience);

        Assert.Contains(run.Output, line => line.Contains("100% Done, published", StringComparison.Ordinal));
        await run.StopAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Run_CoreToolsThatAreNotThere_SaysSo()
    {
        string path = string.Join(':', Environment.GetEnvironmentVariable("PATH")!.Split(':').Where(folder => !File.Exists(Path.Combine(folder, "func"))));

        await using ChildProcess run = Start(["--core-tools"], path: path);

        Assert.Equal(1, await run.Exited);
        Assert.Equal(["run: there is no func on the PATH; install Azure Functions Core Tools 4, or leave --core-tools away."], run.Output);
    }

    [Theory]
    [InlineData("run: --storage-port needs a port from 1 to 65533.", "--storage-port", "blobs")]
    [InlineData("run: port 10001 would be used twice; the storage and the cloud take three in a row.", "--port", "10001")]
    [InlineData("run: there is no option --fast; see ./run --help", "--fast")]
    [InlineData("run: --data needs a value.", "--data")]
    [InlineData("run: there is no file nowhere.yaml.", "--clouds", "nowhere.yaml")]
    public async Task Run_WrongOption_IsNamed(string message, params string[] arguments)
    {
        await using ChildProcess run = Start(arguments);

        Assert.Equal(2, await run.Exited);
        Assert.Equal([message], run.Output);
    }

    [Fact]
    public async Task Run_FolderInUse_IsNotTouched()
    {
        await using FileStream other = Lock();
        string storage = Path.Combine(_data, "storage");
        await File.WriteAllTextAsync(storage, "data");

        await using ChildProcess run = Start([.. Ports(), "--data", _data, "--reset"]);

        Assert.Equal(1, await run.Exited);
        Assert.Equal([$"run: {_data} is in use by another ./run."], run.Output);
        Assert.True(File.Exists(storage));
    }

    [Fact]
    public async Task AwaitPublication_BackendGone_Stops()
    {
        const string Script = "set -euo pipefail; . \"$0\"; url=$1 login=a password=b; await_publication ticket || echo 'not published'";
        var start = new ProcessStartInfo("bash", ["-c", Script, RepositoryFolder.PathTo("eng", "backend.sh"), $"http://127.0.0.1:{_port}"]);

        await using ChildProcess shell = ChildProcess.Start(start);

        Assert.Equal(1, await shell.Exited.WaitAsync(Patience));
        Assert.Contains($"run: the backend at http://127.0.0.1:{_port} does not answer.", shell.Output);
    }

    [Fact]
    public async Task Run_PortTaken_NamesThePortAndTheOption()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();

        await using ChildProcess run = Start([.. Ports(), "--data", _data]);

        Assert.Equal(1, await run.Exited);
        Assert.Contains($"run: port {_port} is taken; choose another with --port.", run.Output);
    }

    [Fact]
    public async Task Run_OldNode_SaysWhatIsNeeded()
    {
        string node = Path.Combine(_data, "node");
        await File.WriteAllTextAsync(node, "#!/bin/sh\ncase $1 in --version) echo v18.1.0 ;; *) echo 18 ;; esac\n");
        File.SetUnixFileMode(node, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await using ChildProcess run = Start(Ports(), _data);

        Assert.Equal(1, await run.Exited);
        Assert.Contains("run: Node.js v18.1.0 is too old; install 20 or newer.", run.Output);
    }

    [Fact]
    public async Task Run_FolderOfSomebodyElse_IsNotTouched()
    {
        string precious = Path.Combine(_data, "precious");
        await File.WriteAllTextAsync(precious, "data");

        await using ChildProcess run = Start([.. Ports(), "--data", _data, "--reset"]);

        Assert.Equal(1, await run.Exited);
        Assert.True(File.Exists(precious));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private string[] Ports() => ["--port", $"{_port}", "--storage-port", $"{_port + 1}", "--cloud-port", $"{_port + 4}"];

    /// <summary>As soon as the simulated cloud listens; the demo's upload comes seconds later.</summary>
    private async Task StallUploadsAsync()
    {
        using var client = new HttpClient();
        var control = new Uri($"http://127.0.0.1:{_port + 6}/faults");
        var stall = new { kind = "stall", service = "glance", method = "PUT", path = "/file$", afterBytes = 1 << 20, delay = 600 };
        await Eventually.GetAsync(
            async () =>
            {
                try
                {
                    using HttpResponseMessage answer = await client.PostAsJsonAsync(control, stall);
                    return answer.StatusCode == HttpStatusCode.Created;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            armed => armed,
            Patience);
    }

    private Task<string> TicketAsync() =>
        File.ReadAllTextAsync(Directory.GetFiles(_data, "demo-ticket-*").Single(file => Path.GetExtension(file).Length == 0));

    private async Task ImportAndCheckAsync()
    {
        string disk = Path.Combine(_data, "disk");
        await File.WriteAllBytesAsync(disk, new byte[70_000_000]);
        (int code, string output) = await ImportAsync(disk);
        Assert.Equal((0, true), (code, output.Contains("users/admin/appliances/1/images/2", StringComparison.Ordinal)));

        await File.WriteAllBytesAsync(disk, [(byte)'Q', (byte)'F', (byte)'I', 0xFB, 0, 0, 0, 3]);
        (code, output) = await ImportAsync(disk);
        Assert.Equal((1, true), (code, output.Contains("cannot be published: ", StringComparison.Ordinal)));
    }

    private static async Task<int> SignalAsync(ChildProcess run, string signal)
    {
        await using ChildProcess kill = ChildProcess.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{run.Id}"]));
        return await run.Exited.WaitAsync(Patience);
    }

    private bool IsUnused()
    {
        try
        {
            using FileStream taken = Lock();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Takes the lock that every process of a run holds; throws while one of them lives.</summary>
    private FileStream Lock() => new(Path.Combine(_data, ".image-publish-functions"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private async Task<(int Code, string Output)> ImportAsync(string file)
    {
        await using ChildProcess import = Start(
            ["import", file, "--name", "web", "--version", "1.0", "--image", "2", "--data", _data, "--url", $"http://127.0.0.1:{_port}"]);
        return (await import.Exited, string.Join('\n', import.Output));
    }

    private static ChildProcess Start(string[] arguments, string? firstOnPath = null, bool builds = false, string? path = null)
    {
        var start = new ProcessStartInfo(RepositoryFolder.PathTo("run"), arguments);
        if (!builds) start.Environment["RUN_NO_BUILD"] = "1";
        if (path is not null) start.Environment["PATH"] = path;
        if (firstOnPath is not null) start.Environment["PATH"] = $"{firstOnPath}:{start.Environment["PATH"]}";
        return ChildProcess.Start(start);
    }

    /// <summary>The first of seven free ports in a row.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            int first = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            if (first < 65_000 && Enumerable.Range(first, 7).All(IsFree)) return first;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("5% Uploading", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uploading();

    [GeneratedRegex("^Ready", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ready();
}
