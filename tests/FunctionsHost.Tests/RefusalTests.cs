using System.Net;
using System.Net.Sockets;
using FunctionsHost.Tests.Servers;

namespace FunctionsHost.Tests;

/// <summary>Whoever starts it wrongly is told what to mend in one sentence.</summary>
public sealed class RefusalTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IDisposable
{
    private readonly Dictionary<string, string> _settings = TestHost.UniqueSettings(azurite.ConnectionString);
    private readonly Lazy<AppCopy> _copy = new();

    [Fact]
    public Task EmptyFolder_IsNoApp()
    {
        string folder = Path.Combine(_copy.Value.Folder, "empty");
        Directory.CreateDirectory(folder);
        return RefusedAsync($"there is no built app in {folder}: it has no host.json", folder);
    }

    [Fact]
    public Task AppThatWasNotBuilt_IsNoApp()
    {
        _copy.Value.Delete("worker.config.json");
        return RefusedAsync($"there is no built app in {_copy.Value.Folder}: it has no worker.config.json", _copy.Value.Folder);
    }

    [Fact]
    public Task BrokenHostJson_IsNamed()
    {
        _copy.Value.Write("host.json", "{");
        return RefusedAsync($"{_copy.Value.Folder}/host.json is not JSON: ", _copy.Value.Folder);
    }

    [Fact]
    public Task MissingStorageSetting_IsNamed()
    {
        _settings.Remove("AzureWebJobsStorage");
        return RefusedAsync("the setting AzureWebJobsStorage is missing: the connection string of a storage account or of Azurite");
    }

    [Fact]
    public Task StorageSettingThatIsNone_IsNamed()
    {
        _settings["AzureWebJobsStorage"] = "nonsense";
        return RefusedAsync("the setting AzureWebJobsStorage is no connection string: ");
    }

    [Fact]
    public async Task StorageThatDoesNotAnswer_IsNamedWithItsAddress()
    {
        using Socket bound = Bound();
        int port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        _settings["AzureWebJobsStorage"] = azurite.ConnectionString.Replace(
            azurite.Server.BlobEndpoint.Authority, $"127.0.0.1:{port}", StringComparison.Ordinal);
        await RefusedAsync($"the storage of AzureWebJobsStorage cannot be used at http://127.0.0.1:{port}/devstoreaccount1: Connection refused");
    }

    [Fact]
    public async Task TakenPort_IsNamed()
    {
        using Socket taken = Bound();
        taken.Listen();
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        await RefusedAsync($"port {port} is taken", null, "--port", $"{port}");
    }

    [Fact]
    public async Task PortOfLocalSettings_IsUsed()
    {
        using Socket taken = Bound();
        taken.Listen();
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        _copy.Value.Write("local.settings.json", $$"""{ "Host": { "LocalHttpPort": {{port}} } }""");

        await RefusedAsync($"port {port} is taken", _copy.Value.Folder);
    }

    [Theory]
    [InlineData("""{"name":"blob","type":"blobTrigger","direction":"In"}""", "function Extra has a binding of type blobTrigger, which this host does not know")]
    [InlineData("""{"name":"r","type":"httpTrigger","direction":"In","route":"Admin/x"}""", "function Extra has the route Admin/x, which is the platform's own")]
    [InlineData("""{"name":"r","type":"httpTrigger","direction":"In","route":"runtime/{x}"}""", "function Extra has the route runtime/{x}, which is the platform's own")]
    [InlineData("""{"name":"q","type":"queueTrigger","direction":"In","queueName":"%Missing%"}""", "Error indexing method 'Extra': ")]
    public Task FunctionThatCannotRunHere_IsNamed(string binding, string sentence)
    {
        _settings["TestApp__ExtraFunction"] = binding;
        return RefusedAsync(sentence, null, "--port", "0");
    }

    [Fact]
    public async Task WorkerThatNeverStarts_EndsTheHostAfterThreeTimes()
    {
        _settings["TestApp__ExitCode"] = "3";

        IReadOnlyList<string> output = await RefusedAsync("the worker did not start, 3 times: it ended at once with exit code 3", null, "--port", "0");

        Assert.Equal(3, output.Count(line => line.Contains("The app has had enough", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--port x is no port; use: FunctionsHost --app FOLDER [--port N]", "--port", "x")]
    [InlineData("--port 65536 is no port; use: FunctionsHost --app FOLDER [--port N]", "--port", "65536")]
    [InlineData("--port has no value; use: FunctionsHost --app FOLDER [--port N]", "--port")]
    [InlineData("there is no option --prot; use: FunctionsHost --app FOLDER [--port N]", "--prot", "1")]
    public Task WrongArguments_AreNamed(string sentence, params string[] arguments) => RefusedAsync(sentence, null, arguments);

    public void Dispose()
    {
        if (_copy.IsValueCreated)
            _copy.Value.Dispose();
    }

    private static Socket Bound()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task<IReadOnlyList<string>> RefusedAsync(string sentence, string? app = null, params string[] arguments)
    {
        await using ChildProcess process = TestHost.Run(_settings, app, arguments);

        Assert.Equal(1, await process.Exited.WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.Contains(process.Output, line => line.StartsWith($"FunctionsHost: {sentence}", StringComparison.Ordinal) && line.EndsWith('.'));
        Assert.DoesNotContain(process.Output, line => line.StartsWith("   at ", StringComparison.Ordinal));
        return process.Output;
    }
}
