using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// A server that a test runs as a process of its own. Its output is kept line by line, and it never outlives the test run:
/// a guard (a shell that waits for the end of its input) kills it when the test process dies, however that dies.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly Process _process;
    private readonly Process? _guard;
    private readonly string? _temporaryFolder;
    private readonly Task<int> _exited;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, Process? guard, string? temporaryFolder)
    {
        _process = process;
        _guard = guard;
        _temporaryFolder = temporaryFolder;
        Id = process.Id;
        _exited = ReadToEndAsync();
    }

    /// <summary>The process's id, as <c>/proc</c> knows it.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code when the process has ended and its output was read.</summary>
    public Task<int> Exited => _exited;

    /// <summary>All lines written so far, standard output and standard error in the order of their arrival.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_gate)
            {
                return [.. _output];
            }
        }
    }

    /// <summary>Starts a program with an empty standard input.</summary>
    /// <param name="start">Program, arguments, environment and working folder; redirections are set here.</param>
    /// <param name="temporaryFolder">A folder that is the process's alone and is removed with it.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static ChildProcess Start(ProcessStartInfo start, string? temporaryFolder = null)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ChildProcess(process, Guard(process.Id, temporaryFolder), temporaryFolder);
    }

    /// <summary>Waits for a line that matches, also among those written before.</summary>
    /// <param name="pattern">What the line must hold.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="fromLine">The first line looked at, as counted by <see cref="Output"/>.</param>
    /// <exception cref="InvalidOperationException">The process ended without such a line; the message has its last lines.</exception>
    /// <exception cref="TimeoutException">No such line in time; the message has the last lines.</exception>
    public async Task<Match> WaitForLineAsync(Regex pattern, TimeSpan deadline, int fromLine = 0)
    {
        using var late = new CancellationTokenSource(deadline);
        for (int next = fromLine; ;)
        {
            Task news;
            bool ended = _exited.IsCompleted;
            lock (_gate)
            {
                news = _news.Task;
                for (; next < _output.Count; next++)
                {
                    if (pattern.Match(_output[next]) is { Success: true } match)
                    {
                        return match;
                    }
                }
            }

            if (ended)
            {
                throw new InvalidOperationException($"{Name} ended with code {await _exited} before it wrote '{pattern}':\n{LastLines()}");
            }

            try
            {
                await Task.WhenAny(news, _exited).WaitAsync(late.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"{Name} did not write '{pattern}' within {deadline.TotalSeconds:0} s:\n{LastLines()}", e);
            }
        }
    }

    /// <summary>Asks the process to end (SIGTERM) and waits; kills it after the grace time.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(TimeSpan grace)
    {
        if (!_exited.IsCompleted && !OperatingSystem.IsWindows())
        {
            _ = SendSignal(Id, SigTerm);
            try
            {
                return await _exited.WaitAsync(grace);
            }
            catch (TimeoutException)
            {
                // It had its time; killed below.
            }
        }

        return await KillAsync();
    }

    /// <summary>Kills the process and all that it started (SIGKILL), and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> KillAsync()
    {
        if (!_exited.IsCompleted)
        {
            _process.Kill(entireProcessTree: true);
        }

        return await _exited;
    }

    /// <summary>Kills the process but nothing that it started (SIGKILL), and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> KillAloneAsync()
    {
        if (!_exited.IsCompleted)
        {
            _process.Kill();
        }

        return await _exited;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _guard?.Dispose();
        if (_temporaryFolder is not null && Directory.Exists(_temporaryFolder))
        {
            Directory.Delete(_temporaryFolder, recursive: true);
        }
    }

    private string Name => Path.GetFileName(_process.StartInfo.FileName);

    private static Process? Guard(int id, string? temporaryFolder)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        const string Script = """read -r _; kill -9 "$1"; [ -z "$2" ] || rm -rf -- "$2" """;
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "guard", $"{id}", temporaryFolder ?? ""])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        });
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);

    private async Task<int> ReadToEndAsync()
    {
        Task output = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        await _process.WaitForExitAsync();

        try
        {
            await output.WaitAsync(LastWords);
        }
        catch (TimeoutException)
        {
            // Something that the process left behind holds the pipes open: what it says is nobody's.
        }

        _guard?.Kill();
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _output.Add(line);
                _news.SetResult();
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private string LastLines() => string.Join('\n', Output.TakeLast(40));
}
