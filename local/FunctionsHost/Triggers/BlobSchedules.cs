using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsHost.Settings;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Newtonsoft.Json;

namespace FunctionsHost.Triggers;

/// <summary>When timers ran last. What the package of timers has for it needs a storage library that is gone.</summary>
internal sealed class BlobSchedules(HostSettings settings) : ScheduleMonitor
{
    private readonly BlobContainerClient _container = new(settings.Storage, "azure-webjobs-hosts");

    public override async Task<ScheduleStatus?> GetStatusAsync(string timerName)
    {
        try
        {
            BlobDownloadResult content = await Blob(timerName).DownloadContentAsync();
            return JsonConvert.DeserializeObject<ScheduleStatus>(content.Content.ToString());
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    public override async Task UpdateStatusAsync(string timerName, ScheduleStatus status)
    {
        await _container.CreateIfNotExistsAsync();
        await Blob(timerName).UploadAsync(BinaryData.FromString(JsonConvert.SerializeObject(status)), overwrite: true);
    }

    private BlobClient Blob(string timerName) => _container.GetBlobClient($"timers/{settings.HostId}/{timerName}/status");
}
