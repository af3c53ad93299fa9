using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using FunctionsHost.Functions;
using FunctionsHost.Rpc;
using FunctionsHost.Settings;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace FunctionsHost.Workers;

/// <summary>What is said between the host and one worker.</summary>
internal sealed class WorkerChannel(WorkerLog log)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromMinutes(1);

    private readonly Channel<StreamingMessage> _out = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _requests = new();
    private readonly ConcurrentDictionary<string, Invocation> _invocations = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _gone;

    /// <summary>Names the worker, which introduces itself with it.</summary>
    public string WorkerId { get; } = Ids.New();

    /// <summary>The worker's own server, which takes the requests of HTTP functions; null if it has none.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>Whether the worker was lost.</summary>
    public bool IsGone => _gone is not null;

    /// <summary>How many functions the worker runs now.</summary>
    public int Running => _invocations.Count;

    /// <summary>Carries messages until the worker's stream ends.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> reader, IServerStreamWriter<StreamingMessage> writer, CancellationToken cancellationToken)
    {
        _connected.TrySetResult();
        Task writing = UntilTheEndAsync(async () =>
        {
            await foreach (StreamingMessage message in _out.Reader.ReadAllAsync(cancellationToken))
                await writer.WriteAsync(message, cancellationToken);
        });
        await UntilTheEndAsync(async () =>
        {
            while (await reader.MoveNext(cancellationToken))
                Receive(reader.Current);
        });
        Fail(new WorkerProcessExitException($"Worker {WorkerId} has disconnected."));
        await writing;
    }

    /// <summary>Waits for the worker, and has it say what it can do.</summary>
    public async Task InitializeAsync(AppFolder app, CancellationToken cancellationToken)
    {
        await _connected.Task.WaitAsync(cancellationToken);
        WorkerInitRequest request = new() { HostVersion = "4.1037.0.0", WorkerDirectory = app.Path, FunctionAppDirectory = app.Path };
        WorkerInitResponse answer = (await AskAsync(new() { WorkerInitRequest = request }, cancellationToken)).WorkerInitResponse;
        Check(answer.Result, "it cannot start");
        HttpUri = answer.Capabilities.TryGetValue("HttpUri", out string? uri) ? new Uri(uri) : null;
    }

    public async Task<FunctionMetadataResponse> ListFunctionsAsync(AppFolder app, CancellationToken cancellationToken)
    {
        FunctionsMetadataRequest request = new() { FunctionAppDirectory = app.Path };
        FunctionMetadataResponse answer = (await AskAsync(new() { FunctionsMetadataRequest = request }, cancellationToken)).FunctionMetadataResponse;
        Check(answer.Result, "it cannot list its functions");
        return answer;
    }

    public async Task LoadAsync(Function function, CancellationToken cancellationToken)
    {
        FunctionLoadRequest request = new() { FunctionId = function.Id, Metadata = function.Metadata };
        StreamingMessage answer = await AskAsync(new() { FunctionLoadRequest = request }, cancellationToken);
        Check(answer.FunctionLoadResponse.Result, $"it cannot load {function.Name}");
    }

    /// <summary>Has a function run; tells the worker when it is no longer wanted, and waits for its end all the same.</summary>
    /// <exception cref="WorkerFunctionException">It threw.</exception>
    /// <exception cref="WorkerProcessExitException">The worker died.</exception>
    public async Task<InvocationResponse> InvokeAsync(Function function, InvocationRequest request, CancellationToken cancellationToken)
    {
        request.TraceContext = new() { TraceParent = Activity.Current?.Id ?? "", TraceState = Activity.Current?.TraceStateString ?? "" };
        Invocation invocation = new(function.Name);
        _invocations[request.InvocationId] = invocation;
        if (_gone is { } gone)
        {
            _invocations.TryRemove(request.InvocationId, out _);
            throw gone;
        }

        Send(new() { InvocationRequest = request });
        await using CancellationTokenRegistration cancelling = cancellationToken.Register(
            () => Send(new() { InvocationCancel = new() { InvocationId = request.InvocationId } }));
        InvocationResponse response = await invocation.Answer.Task;
        return response.Result.Status == StatusResult.Types.Status.Success
            ? response
            : throw new WorkerFunctionException(
                response.Result.Status.ToString(), response.Result.Exception?.Message, response.Result.Exception?.StackTrace);
    }

    public void Terminate(TimeSpan grace) => Send(new() { WorkerTerminate = new() { GracePeriod = Duration.FromTimeSpan(grace) } });

    /// <summary>Nothing that was asked of this worker will be answered any more.</summary>
    public void Fail(Exception reason)
    {
        _gone ??= reason;
        _out.Writer.TryComplete();
        foreach (TaskCompletionSource<StreamingMessage> request in _requests.Values)
            request.TrySetException(_gone);
        foreach (string id in _invocations.Keys)
        {
            if (_invocations.TryRemove(id, out Invocation? invocation))
                invocation.Answer.TrySetException(_gone);
        }
    }

    private static async Task UntilTheEndAsync(Func<Task> carry)
    {
        try
        {
            await carry();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Grpc.Core.RpcException or InvalidOperationException)
        {
            // However a stream breaks: that worker is gone.
        }
    }

    private static void Check(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException($"{what}: {result.Exception?.Message ?? result.Result}");
    }

    private void Send(StreamingMessage message) => _out.Writer.TryWrite(message);

    private async Task<StreamingMessage> AskAsync(StreamingMessage message, CancellationToken cancellationToken)
    {
        message.RequestId = Ids.New();
        TaskCompletionSource<StreamingMessage> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[message.RequestId] = answer;
        try
        {
            if (_gone is { } gone)
                throw gone;
            Send(message);
            return await answer.Task.WaitAsync(AnswerTimeout, cancellationToken);
        }
        finally
        {
            _requests.TryRemove(message.RequestId, out _);
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_invocations.TryRemove(message.InvocationResponse.InvocationId, out Invocation? ended))
                    ended.Answer.TrySetResult(message.InvocationResponse);
                break;

            // As on the real host, what is logged outside of an invocation is lost.
            case StreamingMessage.ContentOneofCase.RpcLog:
                if (_invocations.TryGetValue(message.RpcLog.InvocationId, out Invocation? running))
                    log.Write(running.Function, message.RpcLog);
                break;
            default:
                if (_requests.TryGetValue(message.RequestId, out TaskCompletionSource<StreamingMessage>? asked))
                    asked.TrySetResult(message);
                break;
        }
    }

    private sealed record Invocation(string Function)
    {
        public TaskCompletionSource<InvocationResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
