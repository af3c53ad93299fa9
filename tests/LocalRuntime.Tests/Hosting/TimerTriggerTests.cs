using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRuntime.Tests.Hosting;

public sealed class TimerTriggerTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 11, 59, 30, TimeSpan.Zero);

    private readonly ManualTime _time = new(Start);
    private readonly Runs _runs = new();

    [Fact]
    public async Task Schedule_TimeComes_RunsAndTellsTheNextOccurrence()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(Setup(typeof(Hourly)));

        await _time.AdvanceToAsync(Start.AddSeconds(30));
        TimerInfo first = await _runs.NextAsync();
        await _time.AdvanceToAsync(Start.AddSeconds(30).AddHours(1));
        TimerInfo second = await _runs.NextAsync();

        Assert.False(first.IsPastDue);
        Assert.Equal(Start.AddSeconds(30).UtcDateTime, second.ScheduleStatus!.Last);
        Assert.Equal(Start.AddSeconds(30).AddHours(1).UtcDateTime, second.ScheduleStatus.Next);
    }

    [Fact]
    public async Task Schedule_FromASetting_IsUsed()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(
            Setup(typeof(Configured)) with { Environment = new() { ["Cleanup__Schedule"] = "0 0 3 * * *" } });

        await _time.AdvanceToAsync(new DateTimeOffset(2030, 1, 2, 3, 0, 0, TimeSpan.Zero));

        await _runs.NextAsync();
    }

    [Fact]
    public async Task Start_RunOnStartup_RunsAtOnce()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(Setup(typeof(AtStart)));

        Assert.False((await _runs.NextAsync()).IsPastDue);
    }

    [Fact]
    public async Task Start_OccurrenceMissedWhileDown_RunsAtOnceAsPastDue()
    {
        string folder = Directory.CreateTempSubdirectory("timer-").FullName;
        string status = Directory.CreateDirectory(Path.Combine(folder, "data", "timers")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(status, "Hourly.json"),
            """{"Last": "2030-01-01T09:00:00Z", "Next": "2030-01-01T10:00:00Z", "LastUpdated": "2030-01-01T09:00:00Z"}""");

        await using HostUnderTest host = await HostUnderTest.StartAsync(Setup(typeof(Hourly)) with { Folder = folder });

        Assert.True((await _runs.NextAsync()).IsPastDue);
    }

    [Fact]
    public async Task Run_OutlastsAnOccurrence_IsFollowedNotOverlapped()
    {
        _runs.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostUnderTest host = await HostUnderTest.StartAsync(Setup(typeof(Hourly), typeof(Clock)));
        await _time.AdvanceToAsync(Start.AddSeconds(30));
        await _runs.NextAsync();

        await _time.AdvanceToAsync(new DateTimeOffset(2030, 1, 1, 14, 0, 0, TimeSpan.Zero));
        Assert.False(_runs.HasNext);
        _runs.Hold.SetResult();

        await _runs.NextAsync();
        Assert.Equal(1, _runs.MostAtOnce);
    }

    [Fact]
    public async Task Run_Throws_ScheduleGoesOn()
    {
        _runs.Fail = true;
        await using HostUnderTest host = await HostUnderTest.StartAsync(Setup(typeof(Hourly)));

        await _time.AdvanceToAsync(Start.AddSeconds(30));
        await _runs.NextAsync();
        await _time.AdvanceToAsync(Start.AddSeconds(30).AddHours(1));

        await _runs.NextAsync();
    }

    private HostSetup Setup(params Type[] classes) => new(classes)
    {
        Time = _time,
        Configure = builder => builder.Services.AddSingleton(_runs),
    };

    public sealed class Hourly(Runs runs)
    {
        [Function("Hourly")]
        public Task RunAsync([TimerTrigger("0 0 * * * *")] TimerInfo timer) => runs.AddAsync(timer);
    }

    public sealed class Configured(Runs runs)
    {
        [Function("Configured")]
        public Task RunAsync([TimerTrigger("%Cleanup:Schedule%")] TimerInfo timer) => runs.AddAsync(timer);
    }

    public sealed class AtStart(Runs runs)
    {
        [Function("AtStart")]
        public Task RunAsync([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => runs.AddAsync(timer);
    }

    /// <summary>Something else that waits for the time at which a held run's successor would be due.</summary>
    public static class Clock
    {
        [Function("Clock")]
        public static void Run([TimerTrigger("0 0 14 * * *")] TimerInfo timer)
        {
        }
    }

    public sealed class Runs
    {
        private readonly Channel<TimerInfo> _channel = Channel.CreateUnbounded<TimerInfo>();
        private int _running;

        public TaskCompletionSource? Hold { get; set; }

        public bool Fail { get; set; }

        public int MostAtOnce { get; private set; }

        public bool HasNext => _channel.Reader.TryPeek(out _);

        public async Task AddAsync(TimerInfo timer)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
            _channel.Writer.TryWrite(timer);
            await (Hold?.Task ?? Task.CompletedTask);
            Interlocked.Decrement(ref _running);
            if (Fail)
            {
                throw new InvalidOperationException("The run failed.");
            }
        }

        public Task<TimerInfo> NextAsync() => _channel.Reader.ReadAsync().AsTask().WaitAsync(HostUnderTest.Patience);
    }
}
