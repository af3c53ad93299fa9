using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FunctionsHost.Tests.Servers;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task WaitForLine_BeforeAndAfterItIsWritten_FindsIt()
    {
        await using ChildProcess process = Shell("echo one; echo two >&2; exec sleep 100");

        await process.WaitForLineAsync(new Regex("two", RegexOptions.None, Deadline), Deadline);
        Match one = await process.WaitForLineAsync(new Regex("o(?<rest>ne)", RegexOptions.None, Deadline), Deadline);

        Assert.Equal("ne", one.Groups["rest"].Value);
        Assert.Equal(["one", "two"], process.Output.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WaitForLine_ProcessEnds_TellsCodeAndOutput()
    {
        await using ChildProcess process = Shell("echo port taken; exit 3");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => process.WaitForLineAsync(new Regex("ready", RegexOptions.None, Deadline), Deadline));

        Assert.Contains("code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("port taken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitForLine_TooLate_TellsOutput()
    {
        await using ChildProcess process = Shell("echo busy; exec sleep 100");
        await process.WaitForLineAsync(new Regex("busy", RegexOptions.None, Deadline), Deadline);

        var error = await Assert.ThrowsAsync<TimeoutException>(
            () => process.WaitForLineAsync(new Regex("ready", RegexOptions.None, Deadline), TimeSpan.FromMilliseconds(1)));

        Assert.Contains("busy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_AsksFirstAndKillsWhatDoesNotListen()
    {
        await using ChildProcess polite = Shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        await using ChildProcess deaf = Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await polite.WaitForLineAsync(new Regex("ready", RegexOptions.None, Deadline), Deadline);
        await deaf.WaitForLineAsync(new Regex("ready", RegexOptions.None, Deadline), Deadline);

        Assert.Equal(7, await polite.StopAsync(Deadline));
        Assert.Equal(137, await deaf.StopAsync(TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task Dispose_RemovesProcessAndFolder()
    {
        string folder = Directory.CreateTempSubdirectory("child-").FullName;
        ChildProcess process = Shell("echo x > \"$0/file\"; echo ready; exec sleep 100", folder);
        await process.WaitForLineAsync(new Regex("ready", RegexOptions.None, Deadline), Deadline);

        await process.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        Assert.True(process.Exited.IsCompleted);
    }

    private static ChildProcess Shell(string script, string? folder = null)
        => ChildProcess.Start(new ProcessStartInfo("/bin/sh", ["-c", script, folder ?? "sh"]), folder);
}
