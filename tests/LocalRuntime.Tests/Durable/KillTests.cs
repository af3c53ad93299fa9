using System.Diagnostics;
using System.Globalization;
using CrashChild;
using FunctionsRuntime.Durable;
using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class KillTests
{
    [Theory]
    [InlineData(PersistencePoint.BatchWriting, 5)]
    [InlineData(PersistencePoint.BatchWritten, 6)]
    [InlineData(PersistencePoint.BatchSynced, 7)]
    [InlineData(PersistencePoint.SnapshotWriting, 1)]
    [InlineData(PersistencePoint.SnapshotSynced, 1)]
    [InlineData(PersistencePoint.SnapshotSwitched, 1)]
    public async Task Sigkill_AtAPersistencePoint_AnotherProcessFinishesTheWork(PersistencePoint point, int occurrence)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string folder = Directory.CreateTempSubdirectory("kill-").FullName;
        List<string> told = await RunAndKillAsync(folder, point, occurrence, deadline.Token);

        var scenario = new Scenario(_ => { });
        scenario.Acknowledge(told.Contains("start"), told.Count(t => t == "event"));
        await using (DurableEngine engine = scenario.Create(new DurableEngineOptions { JournalDirectory = folder, Time = new SkippingTime() }))
        {
            await engine.StartAsync(deadline.Token);
            OrchestrationMetadata end = await scenario.DriveAsync(engine.Client, deadline.Token);
            Assert.Equal(Scenario.Result, end.ReadOutputAs<int>());
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<List<string>> RunAndKillAsync(string folder, PersistencePoint point, int occurrence, CancellationToken deadline)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            ArgumentList =
            {
                "exec",
                typeof(Scenario).Assembly.Location,
                folder,
                point.ToString(),
                occurrence.ToString(CultureInfo.InvariantCulture),
            },
        };
        using Process child = Process.Start(start)!;
        try
        {
            List<string> told = [];
            while (await child.StandardOutput.ReadLineAsync(deadline) is { } line && line != "halted")
            {
                Assert.NotEqual("finished", line);
                told.Add(line);
            }

            return told;
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(deadline);
        }
    }
}
