using System.Text.RegularExpressions;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Infra;

/// <summary>A setting that is deployed under a name that nobody reads is a setting that is missing.</summary>
public sealed partial class BicepTests
{
    /// <summary>What the Functions host and the Azure libraries read.</summary>
    private static readonly string[] OfThePlatform =
    [
        "AzureWebJobsStorage:credential", "AzureWebJobsStorage:clientId", "AzureWebJobsDisableHomepage", "AZURE_CLIENT_ID",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
    ];

    [Fact]
    public void AppSettings_OfTheBicep_AreReadByTheCodeOrThePlatform()
    {
        string bicep = File.ReadAllText(RepositoryFolder.PathTo("infra", "main.bicep"));
        string block = SettingsBlock().Match(bicep).Groups["settings"].Value;
        string[] names = [.. SettingName().Matches(block).Select(match => match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal))];
        string code = string.Concat(
            Directory.EnumerateFiles(RepositoryFolder.PathTo("src", "Functions"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.True(names.Length > 5);
        Assert.DoesNotContain(names.Except(OfThePlatform), name => !code.Contains($"\"{name}\"", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"name: 'appsettings'\s+properties: \{(?<settings>.*?)\n    \}", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SettingsBlock();

    [GeneratedRegex(@"^\s+(?<name>\w+): ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SettingName();
}
