using System.Diagnostics;
using Xunit.Abstractions;

namespace LocalRuntime.Tests.Durable;

[Collection(nameof(LoadTests))]
[CollectionDefinition(nameof(LoadTests), DisableParallelization = true)]
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int Instances = 10_000;
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public async Task TenThousandInstances_StartedAtOnce_AllFinishInBoundedMemory()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Square", i => i * i);
        bed.Orchestrator("Run", async c =>
        {
            int square = await c.CallActivityAsync<int>("Square", c.GetInput<int>());
            await c.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            return square;
        });
        await bed.StartAsync();
        await bed.RunAsync("Run", 1);
        long before = Resident();
        long begun = Stopwatch.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, Instances).Select(i => bed.ScheduleAsync("Run", i, $"i{i}")));
        TimeSpan started = Stopwatch.GetElapsedTime(begun);
        for (int i = 0; i < Instances; i++)
        {
            Assert.Equal(i * i, (await bed.EndAsync($"i{i}")).ReadOutputAs<int>());
        }

        TimeSpan finished = Stopwatch.GetElapsedTime(begun);
        long after = Resident();
        output.WriteLine(
            $"{Instances} started in {started.TotalSeconds:F1} s, finished in {finished.TotalSeconds:F1} s; resident memory "
            + $"{before / Megabyte} MB before, {after / Megabyte} MB after; journal {bed.Engine!.JournalLength / 1024} KB");
        Assert.InRange(after - before, long.MinValue, 50 * Megabyte);
        Assert.InRange(bed.Engine.JournalLength, 1, 10 * Megabyte);
    }

    private static long Resident()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
