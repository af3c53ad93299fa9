using System.Diagnostics;
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

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
