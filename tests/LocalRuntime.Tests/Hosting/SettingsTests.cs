using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRuntime.Tests.Hosting;

public sealed class SettingsTests
{
    private const string Local = """
        {
          // comments and a trailing comma are allowed
          "IsEncrypted": false,
          "Values": { "Mine:Value": "local", "Mine__Other": "local", },
          "Host": { "LocalHttpPort": 0 }
        }
        """;

    [Fact]
    public async Task Value_InLocalSettings_IsConfiguration() => Assert.Equal("local", await ValueAsync(new HostSetup(), "Mine:Other"));

    [Fact]
    public async Task Value_InTheEnvironmentToo_TakesTheEnvironments() =>
        Assert.Equal("environment", await ValueAsync(new HostSetup { Environment = new() { ["Mine__Value"] = "environment" } }));

    [Fact]
    public async Task Value_InTheArgumentsToo_TakesTheArguments() =>
        Assert.Equal(
            "argument",
            await ValueAsync(new HostSetup { Environment = new() { ["Mine__Value"] = "environment" }, Args = ["--Mine:Value=argument"] }));

    [Fact]
    public async Task HostJson_OverriddenByTheEnvironment_TakesTheEnvironments()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Door))
        {
            Environment = new() { ["AzureFunctionsJobHost__extensions__http__routePrefix"] = "other" },
        });

        Assert.Equal("here", await host.Client.GetStringAsync("/other/x"));
    }

    [Fact]
    public async Task Port_InLocalSettings_IsUsedWhereTheEnvironmentNamesNone()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Door))
        {
            LocalSettings = Local,
            Environment = new() { ["LocalRuntime__Port"] = null },
        });

        Assert.Equal("here", await host.Client.GetStringAsync("/x"));
    }

    [Theory]
    [InlineData("""{"version": "1.0"}""", null, "version")]
    [InlineData("""{"version": "2.0", "extensions": {"queues": {"messageEncoding": "utf8"}}}""", null, "messageEncoding")]
    [InlineData("""{"version": "2.0", "extensions": {"queues": {"batchSize": 33}}}""", null, "batchSize")]
    [InlineData("""{"version": "2.0"}""", "{", "local.settings.json")]
    [InlineData("""{"version": "2.0"}""", """{"IsEncrypted": true}""", "encrypted")]
    public async Task Build_FileIsWrong_SaysWhere(string hostJson, string? localSettings, string named)
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(
            () => HostUnderTest.BuildAsync(new HostSetup { HostJson = hostJson, LocalSettings = localSettings }));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> ValueAsync(HostSetup setup, string name = "Mine:Value")
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(setup with { LocalSettings = Local });
        return host.Services.GetRequiredService<IConfiguration>()[name];
    }

    public static class Door
    {
        [Function("Door")]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "x")] HttpRequest request) =>
            Results.Text("here");
    }
}
