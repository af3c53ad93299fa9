using System.Net;
using Azure.Storage.Queues;
using FunctionsHost.Tests.Servers;

namespace FunctionsHost.Tests;

/// <summary>Each test kills the worker, and the next finds another.</summary>
public sealed class WorkerDeathTests(RunningHost running) : IClassFixture<RunningHost>
{
    private readonly TestHost _host = running.Host;

    [Fact]
    public async Task RequestWithoutWorker_IsEmpty500UntilThereIsAnother()
    {
        Task another = await _host.KillWorkerAsync();

        using HttpResponseMessage meanwhile = await _host.Client.GetAsync("unrouted");
        Assert.Equal(HttpStatusCode.InternalServerError, meanwhile.StatusCode);
        Assert.Equal("", await meanwhile.Content.ReadAsStringAsync());

        await another;
        await _host.GetAsync("unrouted");
    }

    [Fact]
    public async Task RequestUnderWay_IsEmpty500()
    {
        Task<HttpResponseMessage> waiting = _host.Client.GetAsync("gates/dying/wait");
        await Eventually.GetAsync(() => _host.GetAsync("gates/dying"), state => state == "waiting");

        Task another = await _host.KillWorkerAsync();

        using HttpResponseMessage answer = await waiting;
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        await another;
    }

    [Fact]
    public async Task QueueMessageUnderWay_RunsAgain()
    {
        QueueClient queue = new(running.Settings["AzureWebJobsStorage"], running.Settings["WorkQueue"]);
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("wait never");
        await Eventually.GetAsync(_host.SeenAsync, seen => seen.Contains("wait never 1"));

        await await _host.KillWorkerAsync();

        await Eventually.GetAsync(_host.SeenAsync, seen => seen.Contains("wait never 2"));
    }

    [Fact]
    public async Task ActivityUnderWay_FailsAndIsRetriedByItsPolicy()
    {
        await DieUnderAsync("OutliveActivity");

        Assert.Equal("Completed \"ran again\"", await _host.EndOfAsync("OutliveActivity"));
    }

    [Fact]
    public async Task EpisodeUnderWay_RunsAgain()
    {
        await DieUnderAsync("OutliveEpisode");

        Assert.Equal("Completed \"Hello again\"", await _host.EndOfAsync("OutliveEpisode"));
    }

    /// <summary>Starts an orchestration that writes a file and then hangs in its first worker, and kills that.</summary>
    private async Task DieUnderAsync(string orchestration)
    {
        string folder = Directory.CreateTempSubdirectory("marker-").FullName;
        try
        {
            string marker = Path.Combine(folder, "first");
            await _host.PostAsync($"instances/{orchestration}/{orchestration}", marker);
            await Eventually.TrueAsync(() => File.Exists(marker));

            await await _host.KillWorkerAsync();
            await _host.EndOfAsync(orchestration);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
