using System.Diagnostics;
using System.Text.Json.Nodes;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Infra;

/// <summary>What Core Tools and the deployed host look for beside the assembly.</summary>
public sealed class HostFileTests
{
    private static readonly string[] Extensions = ["AzureStorageQueues", "DurableTask"];

    [Fact]
    public void Output_OfTheFunctions_HasWhatTheHostLooksFor() =>
        AssertStartable(Path.Combine(RepositoryFolder.PathTo("src", "Functions", "bin"), Configuration, new DirectoryInfo(AppContext.BaseDirectory).Name));

    [Fact]
    public async Task Publish_OfTheFunctions_HasWhatTheHostLooksForAndNoLocalSettings()
    {
        string folder = Directory.CreateTempSubdirectory("publish-").FullName;
        var start = new ProcessStartInfo(
            "dotnet", ["publish", RepositoryFolder.PathTo("src", "Functions"), "--no-build", "--configuration", Configuration, "--output", folder]);
        await using ChildProcess publish = ChildProcess.Start(start, folder);

        Assert.True(await publish.Exited == 0, string.Join('\n', publish.Output));
        AssertStartable(folder);
        Assert.False(File.Exists(Path.Combine(folder, "local.settings.json")));
    }

    /// <summary>What a killed instance had taken comes back after this time; the engine renews it half a minute before, so that a minute is the least.</summary>
    [Theory]
    [InlineData("controlQueueVisibilityTimeout")]
    [InlineData("workItemQueueVisibilityTimeout")]
    public void StorageProvider_MessagesOfAKilledInstance_ComeBackWithinAMinute(string name) =>
        Assert.Equal("00:01:00", (string?)HostFile["extensions"]!["durableTask"]!["storageProvider"]![name]);

    /// <summary>Three thousand entries for four publications, as it was, drown those of this app, and cost.</summary>
    [Theory]
    [InlineData("default", "Information")]
    [InlineData("Azure.Core", "Warning")]
    [InlineData("DurableTask.AzureStorage", "Warning")]
    [InlineData("DurableTask.Core", "Warning")]
    [InlineData("Host.Triggers.DurableTask", "Warning")]
    public void LogLevel_OfTheEngine_IsWarning(string category, string level) =>
        Assert.Equal(level, (string?)HostFile["logging"]!["logLevel"]![category]);

    /// <summary>host.json, the worker that worker.config.json starts, and an assembly for each extension that extensions.json names.</summary>
    private static void AssertStartable(string folder)
    {
        Assert.Equal(HostFile.ToJsonString(), Read("host.json").ToJsonString());
        JsonNode worker = Read("worker.config.json")["description"]!;
        Assert.Equal("dotnet-isolated", (string?)worker["language"]);
        Assert.True(File.Exists(Path.Combine(folder, (string)worker["defaultWorkerPath"]!)));
        JsonArray extensions = Read("extensions.json")["extensions"]!.AsArray();
        Assert.Superset(Extensions.ToHashSet(), extensions.Select(extension => (string)extension!["name"]!).ToHashSet());
        Assert.All(extensions, extension => Assert.True(File.Exists(Path.Combine(folder, (string)extension!["hintPath"]!))));

        JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))!;
    }

    private static JsonNode HostFile => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")))!;

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
