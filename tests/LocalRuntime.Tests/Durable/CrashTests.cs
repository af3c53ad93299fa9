using System.Globalization;
using CrashChild;
using FunctionsRuntime.Durable;
using Microsoft.DurableTask.Client;
using Xunit.Abstractions;

namespace LocalRuntime.Tests.Durable;

public sealed class CrashTests(ITestOutputHelper output)
{
    /// <summary>What of a batch that was written but not synced is found after the crash.</summary>
    public enum Survives
    {
        All,
        Half,
        Nothing,
    }

    [Theory]
    [InlineData(Survives.All)]
    [InlineData(Survives.Half)]
    [InlineData(Survives.Nothing)]
    public async Task Crash_AtEveryHookInTurn_EndsWithTheSameResult(Survives survives)
    {
        var crashes = new SortedDictionary<PersistencePoint, int>();
        foreach (PersistencePoint point in Enum.GetValues<PersistencePoint>())
        {
            for (int at = 1; await CrashAsync(point, at, survives); at++)
            {
                crashes[point] = at;
            }
        }

        output.WriteLine($"{crashes.Values.Sum()} crashes: {string.Join(", ", crashes)}");
        Assert.Equal(Enum.GetValues<PersistencePoint>(), crashes.Keys);
        Assert.True(crashes.Values.Sum() > 20);
    }

    /// <returns>False if the engine finished before it came to that point so often.</returns>
    private static async Task<bool> CrashAsync(PersistencePoint point, int at, Survives survives)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string folder = Directory.CreateTempSubdirectory("crash-").FullName;
        var scenario = new Scenario(_ => { });
        var hook = new CrashingHook(folder, point, at);
        DurableEngineOptions options = Options(folder);
        await using (DurableEngine first = scenario.Create(options with { Hook = hook }))
        {
            await first.StartAsync(deadline.Token);
            try
            {
                OrchestrationMetadata end = await scenario.DriveAsync(first.Client, deadline.Token);
                Assert.Equal(Scenario.Result, end.ReadOutputAs<int>());
                if (!first.Completion.IsFaulted)
                {
                    await first.DisposeAsync();
                    Directory.Delete(folder, recursive: true);
                    return hook.HasCrashed;
                }
            }
            catch (Exception e) when (hook.HasCrashed && e is not OperationCanceledException)
            {
                // The caller is told nothing more by a dead engine.
            }
        }

        hook.Lose(survives);
        await using (DurableEngine second = scenario.Create(options))
        {
            await second.StartAsync(deadline.Token);
            OrchestrationMetadata end = await scenario.DriveAsync(second.Client, deadline.Token);
            Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
            Assert.Equal(Scenario.Result, end.ReadOutputAs<int>());
        }

        Directory.Delete(folder, recursive: true);
        return hook.HasCrashed;
    }

    private static DurableEngineOptions Options(string folder) =>
        new() { JournalDirectory = folder, CompactionThreshold = 2048, Time = new SkippingTime() };

    /// <summary>Makes the journal fail at one persistence point, and remembers how much of the file was on the disk for certain.</summary>
    private sealed class CrashingHook(string folder, PersistencePoint crash, int at) : IPersistenceHook
    {
        private int _reached;
        private (string File, long Length) _synced;

        public bool HasCrashed { get; private set; }

        public void Reached(PersistencePoint point)
        {
            if (point == PersistencePoint.BatchWriting)
            {
                string file = Directory.GetFiles(folder, "*.journal").Order(StringComparer.Ordinal).Last();
                _synced = (file, new FileInfo(file).Length);
            }

            if (point == crash && ++_reached == at)
            {
                HasCrashed = true;
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"crash {at}"));
            }
        }

        public void Lose(Survives survives)
        {
            if (crash == PersistencePoint.BatchWritten && survives != Survives.All)
            {
                using FileStream file = File.OpenWrite(_synced.File);
                file.SetLength(survives == Survives.Nothing ? _synced.Length : (_synced.Length + file.Length) / 2);
            }
        }
    }
}
