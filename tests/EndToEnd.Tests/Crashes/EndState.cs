using System.Text.Json;
using Azure.Data.Tables;
using CloudSimulator;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Crashes;

/// <summary>What must be so when everything has come to rest, whatever died on the way.</summary>
internal sealed class EndState(string storage, CloudSimulatorServer cloud)
{
    /// <summary>A failed or cancelled publication looks at its cloud once more five minutes after its ticket closed.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(9);

    private static readonly OpenStackUser Publisher = new("publisher", "publisher-secret", "publisher", CloudSimulatorServer.ProjectId("publisher"));

    /// <summary>Names of the secrets that are kept now.</summary>
    public Task<HashSet<string>> SecretsAsync() => PartitionsAsync("Secrets");

    /// <summary>How many images a publication has in the cloud, all of which are active.</summary>
    public async Task<int> ImagesAsync(string ticket)
    {
        using GlanceReader glance = await GlanceReader.SignInAsync(cloud.KeystoneUrl, cloud.GlanceUrl, Publisher);
        IReadOnlyList<JsonElement> images = await glance.ImagesOfAsync(ticket);
        Assert.All(images, image => Assert.Equal("active", image.GetProperty("status").GetString()));
        return images.Count;
    }

    /// <summary>Waits until nothing is to be done for a publication any more.</summary>
    public Task ClosedAsync(string ticket) => Eventually.GetAsync(OpenAsync, open => !open.Contains(ticket), Rest);

    /// <summary>What is open: publications by their path, shares by their job.</summary>
    public Task<HashSet<string>> OpenAsync() => PartitionsAsync("Open", row => row.GetString("Path") ?? row.RowKey);

    /// <summary>Waits until no work is open, then looks at what was left: no secret that was not there before, no failed orchestration.</summary>
    public async Task RestsAsync(HashSet<string> secretsBefore)
    {
        await Eventually.GetAsync(async () => string.Join(' ', await OpenAsync()), open => open.Length == 0, Rest);
        Assert.Equal(secretsBefore.Order(), (await SecretsAsync()).Order());
        Assert.Empty(await PartitionsAsync(
            "ImagePublishInstances",
            row => $"{row.GetString("Name")} {row.PartitionKey}: {row.GetString("Output")}",
            row => row.GetString("RuntimeStatus") == "Failed"));
    }

    private async Task<HashSet<string>> PartitionsAsync(
        string table, Func<TableEntity, string>? show = null, Func<TableEntity, bool>? which = null)
    {
        var found = new HashSet<string>();
        await foreach (TableEntity row in new TableClient(storage, table).QueryAsync<TableEntity>())
        {
            if (which is null || which(row)) found.Add(show is null ? row.PartitionKey : show(row));
        }

        return found;
    }
}
