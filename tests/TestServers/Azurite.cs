using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// A real Azurite on free loopback ports with an empty data folder of its own. One of them serves all classes of a test run that
/// take <see cref="SharedAzurite"/>; a test that kills or restarts it starts its own.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    /// <summary>The account that every Azurite has; name and key are published with it and protect nothing.</summary>
    public const string AccountName = "devstoreaccount1";

    /// <inheritdoc cref="AccountName"/>
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ChildProcess _process;

    private Azurite(ChildProcess process, Uri blobs, Uri queues, Uri tables)
    {
        _process = process;
        BlobEndpoint = blobs;
        QueueEndpoint = queues;
        TableEndpoint = tables;
    }

    public Uri BlobEndpoint { get; }

    public Uri QueueEndpoint { get; }

    public Uri TableEndpoint { get; }

    /// <summary>For any storage client: account, key and the three endpoints.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
        + $"BlobEndpoint={BlobEndpoint};QueueEndpoint={QueueEndpoint};TableEndpoint={TableEndpoint};";

    /// <summary>Starts one and waits until all three services listen, usually 1–2 s.</summary>
    /// <exception cref="InvalidOperationException">Node or the installed package is missing; the message says what to run.</exception>
    public static async Task<Azurite> StartAsync()
    {
        string program = RepositoryFolder.PathTo("local", "azurite", "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException("Azurite is not installed: run 'npm ci --prefix local/azurite', or ./test, which does it.");
        }

        string data = Directory.CreateTempSubdirectory("azurite-").FullName;
        ChildProcess process = Start(program, data);
        try
        {
            return new Azurite(
                process,
                await EndpointAsync(process, "Blob"),
                await EndpointAsync(process, "Queue"),
                await EndpointAsync(process, "Table"));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static ChildProcess Start(string program, string data)
    {
        try
        {
            return ChildProcess.Start(
                new ProcessStartInfo(
                    "node",
                    [
                        program, "--blobPort", "0", "--queuePort", "0", "--tablePort", "0", "--location", data,
                        "--skipApiVersionCheck", "--disableTelemetry",
                    ]),
                data);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Directory.Delete(data);
            throw new InvalidOperationException("Azurite needs Node.js 20 or newer: there is no 'node' on the PATH.", e);
        }
    }

    private static async Task<Uri> EndpointAsync(ChildProcess process, string service)
    {
        var line = new Regex($@"{service} service is successfully listening at (?<address>\S+)", RegexOptions.ExplicitCapture, Patience);
        return new Uri($"{(await process.WaitForLineAsync(line, StartTime)).Groups["address"].Value}/{AccountName}");
    }
}
