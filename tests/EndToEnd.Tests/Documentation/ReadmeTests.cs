using System.Diagnostics;
using System.Text.RegularExpressions;
using CloudSimulator;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Documentation;

/// <summary>The README's commands, run as they are written but for addresses and the password's file.</summary>
public sealed partial class ReadmeTests(RunningBackend running) : IClassFixture<RunningBackend>
{
    [Fact]
    public async Task PublishWithCurl_AsWritten_EndsPublished()
    {
        await using CloudSimulatorServer cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        string readme = await File.ReadAllTextAsync(RepositoryFolder.PathTo("README.md"));
        string script = TestedBlock().Match(readme).Groups["script"].Value
            .Replace("http://127.0.0.1:7071", running.Backend.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:15000", cloud.KeystoneUrl.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:15001", cloud.GlanceUrl.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("users/admin/", $"users/{Backend.Administrator}/", StringComparison.Ordinal)
            .Replace("admin:$(cat .data/administrator)", $"{Backend.Administrator}:{Backend.AdministratorPassword}", StringComparison.Ordinal);
        Assert.Contains(running.Backend.Address.ToString().TrimEnd('/'), script, StringComparison.Ordinal);

        string folder = Directory.CreateTempSubdirectory("readme-").FullName;
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder };
        await using ChildProcess shell = ChildProcess.Start(start, folder);

        Assert.True(await shell.Exited == 0, string.Join('\n', shell.Output));
        Assert.Contains(shell.Output, line => line.Contains("<published>true</published>", StringComparison.Ordinal));
    }

    [GeneratedRegex("<!-- tested: .*? -->\n```bash\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestedBlock();
}
