using System.Threading.Channels;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ImagePublishFunctions.TestServers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRuntime.Tests.Hosting;

/// <summary>Against a real Azurite.</summary>
public sealed class QueueTriggerTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private readonly Deliveries _deliveries = new();
    private QueueClient _queue = null!;
    private QueueClient _poison = null!;

    public async Task InitializeAsync()
    {
        string name = SharedAzurite.UniqueName("queue");
        _queue = new QueueClient(azurite.ConnectionString, name);
        _poison = new QueueClient(azurite.ConnectionString, name + "-poison");
        await _queue.CreateAsync();
    }

    public async Task DisposeAsync()
    {
        await _queue.DeleteIfExistsAsync();
        await _poison.DeleteIfExistsAsync();
    }

    [Theory]
    [InlineData(typeof(AsText))]
    [InlineData(typeof(AsBytes))]
    [InlineData(typeof(AsBinaryData))]
    [InlineData(typeof(AsMessage))]
    public async Task Message_WhateverTheParameter_IsDeliveredAsSent(Type function)
    {
        await using HostUnderTest host = await StartAsync(function);

        await _queue.SendMessageAsync("""{"text": "é €"}""");

        Assert.Equal("""{"text": "é €"}""", (await _deliveries.NextAsync()).Text);
    }

    [Fact]
    public async Task Message_Succeeds_IsDeliveredOnceAndDeleted()
    {
        await using (await StartAsync(typeof(AsText)))
        {
            await _queue.SendMessageAsync("one");
            Assert.Equal(1, (await _deliveries.NextAsync()).Delivery);
        }

        Assert.Equal(0, await CountAsync(_queue));
        Assert.False(_deliveries.HasNext);
    }

    [Fact]
    public async Task Message_FailsOnce_IsDeliveredAgainWithItsCount()
    {
        _deliveries.Failures = 1;
        await using HostUnderTest host = await StartAsync(typeof(AsText));

        await _queue.SendMessageAsync("again");

        Assert.Equal(1, (await _deliveries.NextAsync()).Delivery);
        Assert.Equal(2, (await _deliveries.NextAsync()).Delivery);
    }

    [Fact]
    public async Task Message_FailsAlways_GoesToThePoisonQueueWithItsContent()
    {
        _deliveries.Failures = int.MaxValue;
        await using HostUnderTest host = await StartAsync(typeof(AsText), ("maxDequeueCount", "2"));

        await _queue.SendMessageAsync("bad <&> é");
        await _deliveries.NextAsync();
        await _deliveries.NextAsync();

        Assert.Equal("bad <&> é", (await PoisonedAsync()).Body.ToString());
        await host.StopAsync();
        Assert.Equal(0, await CountAsync(_queue));
        Assert.False(_deliveries.HasNext);
    }

    [Fact]
    public async Task Message_Base64_IsDecodedForTheFunctionAndKeptForThePoisonQueue()
    {
        _deliveries.Failures = int.MaxValue;
        await using HostUnderTest host = await StartAsync(typeof(AsText), ("messageEncoding", "base64"), ("maxDequeueCount", "1"));

        await _queue.SendMessageAsync("aGVsbG8=");

        Assert.Equal("hello", (await _deliveries.NextAsync()).Text);
        Assert.Equal("aGVsbG8=", (await PoisonedAsync()).Body.ToString());
    }

    [Fact]
    public async Task Message_NotBase64WhereThatIsDeclared_IsPoisonedUnrun()
    {
        await using HostUnderTest host = await StartAsync(typeof(AsText), ("messageEncoding", "base64"));

        await _queue.SendMessageAsync("{plain}");

        Assert.Equal("{plain}", (await PoisonedAsync()).Body.ToString());
        Assert.False(_deliveries.HasNext);
    }

    [Fact]
    public async Task Message_RunsLongerThanItsLease_IsNotDeliveredTwice()
    {
        _deliveries.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostUnderTest host = await StartAsync(typeof(AsText), ("lease", "00:00:02"));
        await _queue.SendMessageAsync("long");
        await _deliveries.NextAsync();

        await NobodyElseGetsItForAsync(TimeSpan.FromSeconds(5));
        _deliveries.Hold.SetResult();
        await host.StopAsync();

        Assert.Equal(0, await CountAsync(_queue));
    }

    [Fact]
    public async Task Stop_FunctionDoesNotEnd_IsCancelledAndItsMessageComesBackAtOnce()
    {
        _deliveries.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (await StartAsync(typeof(AsText)))
        {
            await _queue.SendMessageAsync("interrupted");
            await _deliveries.NextAsync();
        }

        QueueMessage[] left = await _queue.ReceiveMessagesAsync();
        Assert.Equal("interrupted", Assert.Single(left).Body.ToString());
    }

    [Fact]
    public async Task Messages_MoreThanABatch_AllArrive()
    {
        for (int i = 0; i < 40; i++)
        {
            await _queue.SendMessageAsync($"{i}");
        }

        await using HostUnderTest host = await StartAsync(typeof(AsText), ("batchSize", "4"));

        var texts = new HashSet<string>();
        for (int i = 0; i < 40; i++)
        {
            texts.Add((await _deliveries.NextAsync()).Text);
        }

        Assert.Equal(40, texts.Count);
    }

    private Task<HostUnderTest> StartAsync(Type function, params (string Name, string Value)[] queues)
    {
        var environment = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["QueueName"] = _queue.Name,
            ["LocalRuntime__StopTimeout"] = "00:00:00.5",
        };
        foreach ((string name, string value) in queues)
        {
            environment[name == "lease" ? "LocalRuntime__QueueLease" : $"AzureFunctionsJobHost__extensions__queues__{name}"] = value;
        }

        return HostUnderTest.StartAsync(new HostSetup(function)
        {
            HostJson = """
                {"version": "2.0", "extensions": {"queues": {"messageEncoding": "none", "maxPollingInterval": "00:00:00.2"}}}
                """,
            Environment = environment,
            Configure = builder => builder.Services.AddSingleton(_deliveries),
        });
    }

    private static async Task<int> CountAsync(QueueClient queue) => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>Asks as another consumer until the service's clock, which ends leases, has passed <paramref name="time"/>.</summary>
    private async Task NobodyElseGetsItForAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        DateTimeOffset? end = null;
        do
        {
            await timer.WaitForNextTickAsync();
            Response<QueueMessage[]> other = await _queue.ReceiveMessagesAsync();
            Assert.Empty(other.Value);
            DateTimeOffset now = other.GetRawResponse().Headers.Date!.Value;
            end ??= now + time;
            if (now >= end)
            {
                return;
            }
        }
        while (!_deliveries.HasNext);
        Assert.Fail("The message was delivered twice.");
    }

    private async Task<QueueMessage> PoisonedAsync()
    {
        using var patience = new CancellationTokenSource(HostUnderTest.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (await _poison.ExistsAsync(patience.Token)
                && (await _poison.ReceiveMessageAsync(cancellationToken: patience.Token)).Value is { } message)
            {
                return message;
            }
        }

        throw new TimeoutException("No message came to the poison queue.");
    }

    public sealed class AsText(Deliveries deliveries)
    {
        [Function("AsText")]
        public Task RunAsync([QueueTrigger("%QueueName%")] string message, FunctionContext context) =>
            deliveries.AddAsync(message, context);
    }

    public sealed class AsBytes(Deliveries deliveries)
    {
        [Function("AsBytes")]
        public Task RunAsync([QueueTrigger("%QueueName%")] byte[] message, FunctionContext context) =>
            deliveries.AddAsync(System.Text.Encoding.UTF8.GetString(message), context);
    }

    public sealed class AsBinaryData(Deliveries deliveries)
    {
        [Function("AsBinaryData")]
        public Task RunAsync([QueueTrigger("%QueueName%")] BinaryData message, FunctionContext context) =>
            deliveries.AddAsync(message.ToString(), context);
    }

    public sealed class AsMessage(Deliveries deliveries)
    {
        [Function("AsMessage")]
        public Task RunAsync([QueueTrigger("%QueueName%")] QueueMessage message, FunctionContext context) =>
            deliveries.AddAsync(message.Body.ToString(), context);
    }

    public sealed record Delivered(string Text, int Delivery);

    public sealed class Deliveries
    {
        private readonly Channel<Delivered> _channel = Channel.CreateUnbounded<Delivered>();
        private int _count;

        public int Failures { get; set; }

        public TaskCompletionSource? Hold { get; set; }

        public bool HasNext => _channel.Reader.TryPeek(out _);

        public async Task AddAsync(string text, FunctionContext context)
        {
            int delivery = int.Parse((string)context.BindingContext.BindingData["DequeueCount"]!);
            _channel.Writer.TryWrite(new Delivered(text, delivery));
            await (Hold?.Task ?? Task.CompletedTask).WaitAsync(context.CancellationToken);
            if (Interlocked.Increment(ref _count) <= Failures)
            {
                throw new InvalidOperationException("The delivery failed.");
            }
        }

        public Task<Delivered> NextAsync() => _channel.Reader.ReadAsync().AsTask().WaitAsync(HostUnderTest.Patience);
    }
}
