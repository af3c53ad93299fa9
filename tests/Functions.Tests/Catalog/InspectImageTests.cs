using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Functions.Tests.Orchestrations;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

/// <summary>The orchestration on the durable engine, with its real activities on real storage.</summary>
public sealed class InspectImageTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private int _readings;

    [Fact]
    public async Task Run_UploadedFile_EndsReadyAndCataloguesIt()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync(new byte[5000]);

        InspectImageResult? result = await RunAsync(place, image, failures: 0);

        Assert.Equal(InspectImageResult.Ready, result);
        Assert.Equal((ImageFileState.Ready, 5000), ((await place.FindAsync())!.File.State, (await place.FindAsync())!.File.Size));
    }

    [Fact]
    public async Task Run_StorageThatAnswersLater_EndsReady()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync([0]);

        Assert.Equal(InspectImageResult.Ready, await RunAsync(place, image, failures: 2));
        Assert.Equal(3, _readings);
    }

    [Fact]
    public async Task Run_StorageThatStaysUnreadable_EndsFailedAndSaysSoInTheCatalogue()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync([0]);

        InspectImageResult? result = await RunAsync(place, image, failures: int.MaxValue);

        ImageFile file = (await place.FindAsync())!.File;
        Assert.Contains("could not be read", result!.Failure, StringComparison.Ordinal);
        Assert.Equal((ImageFileState.Failed, result.Failure), (file.State, file.Failure));
    }

    public void Dispose() => _deadline.Dispose();

    private async Task<InspectImageResult?> RunAsync(CatalogPlace place, CatalogImage image, int failures)
    {
        var input = new InspectImageInput(image.Path, image.File.ETag!);
        await using DurableTestEngine engine = await DurableTestEngine.StartAsync(
            Orchestrators.All,
            activities => activities
                .AddActivityFunc<InspectImageInput, InspectImageResult>(nameof(ImageFileActivities.InspectImageFileAsync), (_, file) =>
                    ++_readings > failures
                        ? place.Activities.InspectImageFileAsync(file, _deadline.Token)
                        : throw new IOException("Storage does not answer."))
                .AddActivityFunc<InspectImageInput, InspectImageResult>(nameof(ImageFileActivities.GiveUpInspectionAsync), (_, file) =>
                    place.Activities.GiveUpInspectionAsync(file, _deadline.Token)),
            skipTimers: true);
        await engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(InspectImage), input, new StartOrchestrationOptions(input.InstanceId()), _deadline.Token);
        OrchestrationMetadata end = await engine.Client.WaitForInstanceCompletionAsync(input.InstanceId(), true, _deadline.Token);
        return end.ReadOutputAs<InspectImageResult>();
    }
}
