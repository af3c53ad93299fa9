using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
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
    public async Task Run_FreshFolder_PublishesTheDemoAndLeavesNoProcess()
    {
        await using (ChildProcess run = Start([.. Ports(), "--data", _data]))
        {
            await run.WaitForLineAsync(Ready(), Patience);
            Assert.Contains(run.Output, line => line.Contains("100% Done, published", StringComparison.Ordinal));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_data, "administrator")));

            string disk = Path.Combine(_data, "disk.raw");
            await File.WriteAllBytesAsync(disk, new byte[70_000_000]);
            (int code, string output) = await ImportAsync(disk);
            Assert.Equal((0, true), (code, output.Contains("users/admin/appliances/1/images/2", StringComparison.Ordinal)));
            await File.WriteAllBytesAsync(disk, [(byte)'Q', (byte)'F', (byte)'I', 0xFB, 0, 0, 0, 3]);
            (code, output) = await ImportAsync(disk);
            Assert.Equal(1, code);
            Assert.Contains("cannot be published", output, StringComparison.Ordinal);

            Assert.Equal(0, await run.StopAsync(TimeSpan.FromSeconds(60)));
        }

        foreach (int port in Enumerable.Range(_port, 7)) Assert.True(IsFree(port), $"port {port} is still taken");

        await using ChildProcess again = Start([.. Ports(), "--data", _data]);
        await again.WaitForLineAsync(Ready(), Patience);
        Assert.DoesNotContain(again.Output, line => line.StartsWith("Registering", StringComparison.Ordinal));
        Assert.DoesNotContain(again.Output, line => line.Contains("Made the administrator", StringComparison.Ordinal));
        Assert.Contains(again.Output, line => line.Contains("100% Done, published", StringComparison.Ordinal));
        await again.StopAsync(TimeSpan.FromSeconds(60));
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

    private async Task<(int Code, string Output)> ImportAsync(string file)
    {
        await using ChildProcess import = Start(
            ["import", file, "--name", "web", "--version", "1.0", "--image", "2", "--data", _data, "--url", $"http://127.0.0.1:{_port}"]);
        return (await import.Exited, string.Join('\n', import.Output));
    }

    private static ChildProcess Start(string[] arguments, string? firstOnPath = null)
    {
        var start = new ProcessStartInfo(RepositoryFolder.PathTo("run"), arguments);
        start.Environment["RUN_NO_BUILD"] = "1";
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

    [GeneratedRegex("^Ready", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ready();
}
