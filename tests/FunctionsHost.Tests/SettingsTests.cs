using System.Net;
using System.Text.Json;
using Azure.Storage.Queues;
using FunctionsHost.Tests.Servers;

namespace FunctionsHost.Tests;

public sealed class SettingsTests(SettingsTests.ConfiguredHost configured) : IClassFixture<SettingsTests.ConfiguredHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestHost _host = configured.Host;

    [Fact]
    public async Task RoutePrefix_StandsBeforeEveryRoute()
    {
        await _host.GetAsync("v9/unrouted");

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("unrouted"));
    }

    [Fact]
    public async Task LogLevel_HidesWhatIsBelow()
    {
        await _host.GetAsync("v9/log/hidden");
        await _host.GetAsync("v9/unrouted");

        await _host.Process.WaitForLineAsync(new("Function[.]Unrouted[.]User", default, Patience), Patience);
        Assert.DoesNotContain(_host.Process.Output, line => line.Contains("Information hidden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task QueueSettings_AreTheAppsOwn()
    {
        QueueClient queue = new(configured.Settings["AzureWebJobsStorage"], configured.Settings["WorkQueue"]);
        await queue.CreateIfNotExistsAsync();

        await queue.SendMessageAsync("fail once");

        QueueClient poison = new(configured.Settings["AzureWebJobsStorage"], queue.Name + "-poison");
        await Eventually.TrueAsync(() => poison.Exists());
        Assert.Equal("""["fail once 1"]""", await _host.GetAsync("v9/seen"));
    }

    [Theory]
    [InlineData("OfFile", "file")]
    [InlineData("OfBoth", "environment")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated")]
    [InlineData("AZURE_FUNCTIONS_ENVIRONMENT", "Development")]
    [InlineData("CONTAINER_NAME", "(none)")]
    public async Task Setting_ReachesTheWorkerAndTheEnvironmentWins(string name, string value) =>
        Assert.Equal(value, await _host.GetAsync($"v9/settings/{name}"));

    [Fact]
    public async Task DisabledFunction_IsNotThere() => Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("v9/throw"));

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using HttpResponseMessage answer = await _host.Client.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>A host whose settings lie in the files of its app.</summary>
    public sealed class ConfiguredHost : IAsyncLifetime
    {
        private readonly SharedAzurite _azurite = new();
        private readonly AppCopy _app = new();
        private TestHost? _host;

        internal TestHost Host => _host ?? throw new InvalidOperationException("Not started yet.");

        internal Dictionary<string, string> Settings { get; private set; } = [];

        public async Task InitializeAsync()
        {
            await _azurite.InitializeAsync();
            Settings = TestHost.UniqueSettings(_azurite.ConnectionString);
            Settings["OfFile"] = "file";
            Settings["OfBoth"] = "file";
            Settings["AzureWebJobs.Throw.Disabled"] = "true";
            _app.Write("local.settings.json", JsonSerializer.Serialize(new { IsEncrypted = false, Values = Settings }));
            _app.Write("host.json", """
                {
                  // Comments are allowed.
                  "version": "2.0",
                  "extensions": {
                    "http": { "routePrefix": "v9" },
                    "queues": { "messageEncoding": "none", "maxPollingInterval": "00:00:00.500", "maxDequeueCount": 1 },
                    "durableTask": { "hubName": "%TaskHub%" }
                  },
                  "logging": { "logLevel": { "default": "Warning", "Function": "Information", "Function.Log": "Warning", "Azure.Core": "Error" } }
                }
                """);
            _host = await TestHost.StartAsync(new Dictionary<string, string> { ["OfBoth"] = "environment", ["CONTAINER_NAME"] = "x" }, _app.Folder);
        }

        public async Task DisposeAsync()
        {
            if (_host is not null)
                await _host.DisposeAsync();
            _app.Dispose();
        }
    }
}
