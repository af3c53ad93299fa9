using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using FunctionsHost.Functions;
using FunctionsHost.Rpc;
using FunctionsHost.Settings;
using Grpc.Core;

namespace FunctionsHost.Workers;

/// <summary>Keeps one worker running, and hands out the channel to it.</summary>
internal sealed class WorkerSupervisor(HostSettings settings, WorkerProcess starter, ILoggerFactory loggers)
    : FunctionRpc.FunctionRpcBase, IDisposable
{
    private const int MaxFailures = 3;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, WorkerChannel> _expected = new();
    private readonly ILogger _log = loggers.CreateLogger("FunctionsHost.Worker");
    private readonly WorkerLog _workerLog = new(loggers);
    private readonly CancellationTokenSource _stop = new();
    private volatile TaskCompletionSource<WorkerChannel> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Process? _process;

    /// <summary>What the first worker said, known once there was one.</summary>
    public IReadOnlyList<Function> Functions { get; private set; } = [];

    /// <summary>The worker, if one is there now.</summary>
    public WorkerChannel? Current => _ready.Task is { IsCompletedSuccessfully: true, Result: { IsGone: false } channel } ? channel : null;

    /// <summary>Ends with a <see cref="HostException"/> when no worker can be started, and without when it was stopped.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts a worker, and another whenever one ends.</summary>
    public void Start() => Completion = RunAsync();

    /// <summary>The worker; while one is being started, waits for it.</summary>
    public async Task<WorkerChannel> GetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await _ready.Task.WaitAsync(cancellationToken) is { IsGone: false } channel)
                return channel;
            await Task.Delay(Moment, TimeProvider.System, cancellationToken); // Its end is noticed any moment.
        }
    }

    /// <summary>The door that workers come through: runs the stream of one that introduces itself with an identifier that was given out.</summary>
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        if (await requestStream.MoveNext(context.CancellationToken)
            && requestStream.Current.ContentCase == StreamingMessage.ContentOneofCase.StartStream
            && _expected.TryRemove(requestStream.Current.StartStream.WorkerId, out WorkerChannel? channel))
        {
            await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
        }
    }

    /// <summary>Has the worker end, and starts no other.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        Current?.Terminate(Grace);
        await Task.WhenAny(Completion, Task.Delay(Grace, TimeProvider.System));
        if (_process is { } deaf)
            Kill(deaf);
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself.
        }
    }

    private async Task RunAsync()
    {
        for (int failures = 0; !_stop.IsCancellationRequested;)
        {
            using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            timeout.CancelAfter(StartTimeout);
            try
            {
                await RunOneAsync(timeout);
                failures = 0;
            }
            catch (Exception e) when (e is not HostException)
            {
                if (_stop.IsCancellationRequested)
                    return;
                string reason = timeout.IsCancellationRequested ? "it was not ready in time" : e.Message;
                if (++failures == MaxFailures)
                    throw new HostException($"the worker did not start, {MaxFailures} times: {reason}", e);
                _log.LogError("The worker did not start: {Reason}", reason);
                await Task.Delay(TimeSpan.FromSeconds(failures), TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Returns when a worker that was ready has ended.</summary>
    private async Task RunOneAsync(CancellationTokenSource timeout)
    {
        WorkerChannel channel = new(_workerLog);
        _expected[channel.WorkerId] = channel;
        using Process process = await starter.StartAsync(channel.WorkerId);
        _process = process;
        try
        {
            Task exited = process.WaitForExitAsync(CancellationToken.None);
            Task prepared = PrepareAsync(channel, timeout.Token);
            if (await Task.WhenAny(prepared, exited) == exited)
                throw new InvalidOperationException($"it ended at once with exit code {process.ExitCode}");
            await prepared;
            timeout.CancelAfter(Timeout.InfiniteTimeSpan);
            _ready.TrySetResult(channel);
            _log.LogInformation("Worker {Pid} is ready", process.Id);
            await exited;
            _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Fail(new WorkerProcessExitException($"{settings.App.Executable} exited with code {process.ExitCode}"));
            if (!_stop.IsCancellationRequested)
                _log.LogError("Worker {Pid} exited with code {Code}", process.Id, process.ExitCode);
        }
        finally
        {
            _expected.TryRemove(channel.WorkerId, out _);
            _process = null;
            Kill(process);
        }
    }

    private async Task PrepareAsync(WorkerChannel channel, CancellationToken cancellationToken)
    {
        await channel.InitializeAsync(settings.App, cancellationToken);
        if (Functions.Count == 0)
            Functions = FunctionList.Read(await channel.ListFunctionsAsync(settings.App, cancellationToken), settings);
        await Task.WhenAll(Functions.Select(function => channel.LoadAsync(function, cancellationToken)));
        while (channel.HttpUri is { } uri && !await IsOpenAsync(uri, cancellationToken))
            await Task.Delay(Moment, TimeProvider.System, cancellationToken);
    }

    /// <summary>The worker opens its own server only after it has connected.</summary>
    private static async Task<bool> IsOpenAsync(Uri uri, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(uri.Host, uri.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
