using System.Diagnostics;
using System.Text.RegularExpressions;
using ImagePublishFunctions.EndToEnd.Sharing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Documentation;

/// <summary>The commands of docs/sharing.md, run one block after the other as they are written but for the backend's address.</summary>
public sealed partial class SharingPageTests(SharingPlace place) : IClassFixture<SharingPlace>
{
    [RealOpenStackFact]
    public async Task Commands_AsWritten_Succeed()
    {
        using GlanceProject publisher = await GlanceProject.SignInAsync(place.Lab, "publisher");
        using GlanceProject consumer = await GlanceProject.SignInAsync(place.Lab, "consumer");
        string image = await publisher.CreateImageAsync("documented");
        OpenStackUser owner = place.Lab.User("publisher");
        string recipient = place.Lab.User("consumer").ProjectId;
        string page = await File.ReadAllTextAsync(RepositoryFolder.PathTo("docs", "sharing.md"));
        string[] blocks = [.. TestedBlock().Matches(page).Select(match => match.Groups["script"].Value)];
        Assert.Equal(3, blocks.Length);

        foreach (string block in blocks)
        {
            string script = block.Replace("http://127.0.0.1:7071", place.Backend.Address.ToString().TrimEnd('/'), StringComparison.Ordinal);
            string folder = Directory.CreateTempSubdirectory("sharing-page-").FullName;
            var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder };
            start.Environment["HOME"] = folder;
            start.Environment["IMAGE"] = image;
            start.Environment["PROJECT"] = recipient;
            start.Environment["TOKEN"] = publisher.Token;
            start.Environment["RECIPIENTS_TOKEN"] = consumer.Token;
            start.Environment["OWNERS_PROJECT"] = owner.ProjectId;
            start.Environment["OS_AUTH_URL"] = place.Lab.KeystoneUrl.ToString();
            start.Environment["OS_USERNAME"] = owner.Name;
            start.Environment["OS_PASSWORD"] = owner.Password;
            start.Environment["OS_PROJECT_NAME"] = owner.Project;
            start.Environment["OS_USER_DOMAIN_NAME"] = start.Environment["OS_PROJECT_DOMAIN_NAME"] = place.Lab.Domain;
            await using ChildProcess shell = ChildProcess.Start(start, folder);
            Assert.True(await shell.Exited == 0, $"{script}\n{string.Join('\n', shell.Output)}");
        }

        IReadOnlyDictionary<string, string> members = await Eventually.GetAsync(
            () => publisher.MembersAsync(image), members => members.Count == 1 && members.Values.Contains("accepted"), TimeSpan.FromSeconds(30));
        Assert.Equal(recipient, members.Keys.Single());
    }

    [GeneratedRegex("<!-- tested -->\n```bash\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestedBlock();
}
