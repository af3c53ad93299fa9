using FunctionsRuntime.Durable;
using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class JournalTests
{
    [Fact]
    public async Task Open_TornTail_IsCutWithAWarning()
    {
        await using EngineBed bed = await FilledAsync(5);
        long good = new FileInfo(JournalOf(bed)).Length;
        await File.AppendAllBytesAsync(JournalOf(bed), new byte[100]);

        await bed.StartAsync();
        await bed.RunAsync("Quick");
        await bed.RestartAsync();

        Assert.Contains(bed.Loggers.Warnings, w => w.Contains("torn", StringComparison.Ordinal)
            && w.Contains($"offset {good}", StringComparison.Ordinal));
        Assert.Equal(6, await CountAsync(bed));
    }

    [Fact]
    public async Task Open_LastRecordCutShort_LosesOnlyThat()
    {
        await using EngineBed bed = await FilledAsync(5);
        using (FileStream file = File.OpenWrite(JournalOf(bed)))
        {
            file.SetLength(file.Length - 3);
        }

        await bed.StartAsync();
        await bed.EndAsync("i4");

        Assert.Equal(5, await CountAsync(bed));
    }

    [Fact]
    public async Task Open_BadRecordBeforeGoodOnes_NamesFileAndOffsetAndChangesNothing()
    {
        await using EngineBed bed = await FilledAsync(5);
        int offset = DamageTheThirdFrame(bed);
        byte[] before = await File.ReadAllBytesAsync(JournalOf(bed));

        JournalCorruptedException damage = await Assert.ThrowsAsync<JournalCorruptedException>(bed.StartAsync);

        Assert.Equal((JournalOf(bed), offset), (damage.File, damage.Offset));
        Assert.Contains($"'{JournalOf(bed)}' is damaged at offset {offset}", damage.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(JournalOf(bed)));
    }

    [Fact]
    public async Task Open_BadRecordAndRepair_KeepsTheGoodOnesAndTheDamagedFile()
    {
        await using EngineBed bed = await FilledAsync(5);
        DamageTheThirdFrame(bed);
        bed.Configure = o => o with { RepairCorruption = true };

        await bed.StartAsync();
        Assert.Contains(bed.Loggers.Warnings, w => w.Contains("Repair", StringComparison.Ordinal));
        bed.Configure = o => o;
        await bed.RestartAsync();

        Assert.InRange(await CountAsync(bed), 4, 5);
        Assert.Single(Directory.GetFiles(bed.Folder, "*.damaged"));
        await bed.RunAsync("Quick");
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefused()
    {
        await using EngineBed bed = await FilledAsync(1);
        await bed.StartAsync();
        await using var second = new DurableEngine(
            new DurableEngineOptions { JournalDirectory = bed.Folder }, bed.Orchestrators, bed.Activities, bed.Loggers);

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => second.StartAsync(bed.Deadline));

        Assert.Contains(bed.Folder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compaction_MoreGarbageThanState_ShrinksTheJournalAndKeepsWhatCounts()
    {
        await using var bed = new EngineBed();
        bed.Configure = o => o with { CompactionThreshold = 20_000 };
        bed.Orchestrator("Waiting", async c => await c.WaitForExternalEvent<int>("n"));
        bed.Orchestrator("Loop", c =>
        {
            if (c.GetInput<int>() is > 0 and int left)
            {
                c.ContinueAsNew(left - 1);
            }

            return Task.FromResult("looped");
        });
        await bed.StartAsync();
        await bed.ScheduleAsync("Waiting", id: "waiting");

        await bed.EndAsync(await bed.ScheduleAsync("Loop", 1000, "loop"));
        long length = bed.Engine!.JournalLength;
        await bed.RestartAsync();
        await bed.Client.RaiseEventAsync("waiting", "n", 9, bed.Deadline);

        Assert.InRange(length, 1, 30_000);
        Assert.Equal(9, (await bed.EndAsync("waiting")).ReadOutputAs<int>());
        Assert.Equal("looped", (await bed.EndAsync("loop")).ReadOutputAs<string>());
    }

    private static async Task<EngineBed> FilledAsync(int instances)
    {
        var bed = new EngineBed();
        bed.Orchestrator("Quick", c => Task.FromResult(1));
        await bed.StartAsync();
        for (int i = 0; i < instances; i++)
        {
            await bed.EndAsync(await bed.ScheduleAsync("Quick", id: $"i{i}"));
        }

        await bed.Engine!.DisposeAsync();
        return bed;
    }

    private static string JournalOf(EngineBed bed) => Directory.GetFiles(bed.Folder, "*.journal").Single();

    private static int DamageTheThirdFrame(EngineBed bed)
    {
        byte[] bytes = File.ReadAllBytes(JournalOf(bed));
        int offset = 0;
        for (int i = 0; i < 2; i++)
        {
            offset += 12 + BitConverter.ToInt32(bytes, offset + 4);
        }

        bytes[offset + 20] ^= 1;
        File.WriteAllBytes(JournalOf(bed), bytes);
        return offset;
    }

    private static async Task<int> CountAsync(EngineBed bed)
    {
        int count = 0;
        await foreach (OrchestrationMetadata _ in bed.Client.GetAllInstancesAsync())
        {
            count++;
        }

        return count;
    }
}
