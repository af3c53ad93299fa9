using System.Diagnostics;
using System.Text.Json.Nodes;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Infra;

/// <summary>Core Tools and the deployed host look for host.json beside the assembly.</summary>
public sealed class HostFileTests
{
    [Fact]
    public void Output_OfTheFunctions_HasTheHostFile() => Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "host.json")));

    [Fact]
    public async Task Publish_OfTheFunctions_HasTheHostFileAndNoLocalSettings()
    {
        string folder = Directory.CreateTempSubdirectory("publish-").FullName;
        var start = new ProcessStartInfo(
            "dotnet", ["publish", RepositoryFolder.PathTo("src", "Functions"), "--no-build", "--configuration", Configuration, "--output", folder]);
        await using ChildProcess publish = ChildProcess.Start(start, folder);

        Assert.True(await publish.Exited == 0, string.Join('\n', publish.Output));
        Assert.True(File.Exists(Path.Combine(folder, "host.json")));
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

    private static JsonNode HostFile => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")))!;

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
