using System.Diagnostics;
using System.Text.RegularExpressions;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Documentation;

/// <summary>The commands of docs/security.md, run as they are written but for the address and the password's file.</summary>
public sealed partial class SecurityPageTests(RunningBackend running) : IClassFixture<RunningBackend>
{
    [Fact]
    public async Task Commands_AsWritten_Succeed()
    {
        string page = await File.ReadAllTextAsync(RepositoryFolder.PathTo("docs", "security.md"));
        string script = TestedBlock().Match(page).Groups["script"].Value
            .Replace("http://127.0.0.1:7071", running.Backend.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("admin:$(cat .data/administrator)", $"{Backend.Administrator}:{Backend.AdministratorPassword}", StringComparison.Ordinal);
        string folder = Directory.CreateTempSubdirectory("security-page-").FullName;
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder };
        await using ChildProcess shell = ChildProcess.Start(start, folder);

        Assert.True(await shell.Exited == 0, string.Join('\n', shell.Output));
        Assert.Contains(shell.Output, line => line.Contains("\"isDisabled\":true", StringComparison.Ordinal));

        // A worker that started afterwards remembers no credential.
        await running.Backend.KillAsync();
        await running.Backend.StartAgainAsync();
        using HttpClient carol = running.Backend.CreateClient("carol", "a long enough password");
        using HttpResponseMessage refused = await carol.GetAsync("api/users/carol/pimages");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [GeneratedRegex("<!-- tested: .*? -->\n```bash\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestedBlock();
}
