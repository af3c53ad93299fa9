using System.Diagnostics;
using FunctionsHost.Settings;

namespace FunctionsHost.Workers;

/// <summary>Starts the worker's process exactly as the platform does.</summary>
internal sealed class WorkerProcess(HostSettings settings, LoopbackPorts ports, ILoggerFactory loggers)
{
    /// <summary>A worker does not notice that its host was killed. With this program, of util-linux, the kernel ends it then.</summary>
    private const string Setpriv = "/usr/bin/setpriv";

    private readonly ILogger _console = loggers.CreateLogger("Host.Function.Console");
    private readonly StartingThread _thread = new();

    public Task<Process> StartAsync(string workerId) => _thread.RunAsync(() => Start(workerId));

    private Process Start(string workerId)
    {
        string[] guard = File.Exists(Setpriv) ? [Setpriv, "--pdeathsig", "KILL"] : [];
        string[] command = [.. guard, settings.App.Executable, settings.App.WorkerPath, .. Arguments(workerId)];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = settings.App.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in settings.WorkerEnvironment)
            start.Environment[name] = value;
        start.Environment["WEBSITE_HOSTNAME"] = $"localhost:{ports.Http}"; // As Core Tools say where the app is reached.
        Process process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Forward(line.Data, LogLevel.Information);
        process.ErrorDataReceived += (_, line) => Forward(line.Data, LogLevel.Error);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>The platform gives every argument under its old and its new name.</summary>
    private string[] Arguments(string workerId)
    {
        string request = Ids.New();
        return
        [
            "--host", "127.0.0.1", "--port", $"{ports.Grpc}",
            "--workerId", workerId, "--requestId", request, "--grpcMaxMessageLength", $"{int.MaxValue}",
            "--functions-uri", $"http://127.0.0.1:{ports.Grpc}/",
            "--functions-worker-id", workerId, "--functions-request-id", request, "--functions-grpc-max-message-length", $"{int.MaxValue}",
        ];
    }

    private void Forward(string? line, LogLevel level)
    {
        if (line is not null)
            _console.Log(level, "{Line}", line);
    }
}
