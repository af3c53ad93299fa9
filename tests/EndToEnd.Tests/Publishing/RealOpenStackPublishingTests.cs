using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using ImagePublishFunctions.TestServers;
using Xunit.Abstractions;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Publications to a real Keystone and Glance, through HTTP from end to end.</summary>
public sealed class RealOpenStackPublishingTests(RunningBackend running, OpenStackLab lab, ITestOutputHelper output)
    : IClassFixture<RunningBackend>, IClassFixture<OpenStackLab>
{
    private const int MiB = 1 << 20;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private OpenStackUser Publisher => lab.User("publisher");

    [RealOpenStackFact]
    public async Task Publish_OneGibibyte_IsActiveByteForByteInConstantMemory()
    {
        using TestDisk small = await TestDisk.CreateAsync(64);
        using TestDisk large = await TestDisk.CreateAsync(1024);
        long smallPeak = await PublishAndVerifyAsync("users/root/appliances/1/images/64", small);
        long largePeak = await PublishAndVerifyAsync("users/root/appliances/1/images/1024", large);
        output.WriteLine($"resident memory, peak of a sample each second: 64 MiB {smallPeak / MiB} MiB, 1 GiB {largePeak / MiB} MiB");
        Assert.True(largePeak <= smallPeak + (64 * MiB), $"{smallPeak / MiB} MiB grew to {largePeak / MiB} MiB");
    }

    [RealOpenStackFact]
    public async Task Publish_BackendKilledInTheMiddleOfTheUpload_EndsWithExactlyOneActiveImage()
    {
        using TestDisk disk = await TestDisk.CreateAsync(1024);
        const string Image = "users/root/appliances/2/images/1";
        await running.Client.RegisterAsync(Image, disk.Path);
        string ticket = await running.Client.PublishAsync($"{Image}/pimages", Body());
        await running.Client.WaitForAsync(ticket, status => Percentage(status) is > 10 and < 80);

        await running.Backend.KillAsync();
        await running.Backend.StartAgainAsync();

        XElement status = await running.Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        JsonElement image = Assert.Single(await ImagesOfAsync(ticket));
        Assert.Equal("active", image.GetProperty("status").GetString());
        Assert.Equal(await disk.Sha512Async(), image.GetProperty("os_hash_value").GetString());
    }

    [RealOpenStackFact]
    public async Task Publish_CancelledInTheMiddleOfTheUpload_EndsWithinFiveSecondsAndLeavesNothing()
    {
        using TestDisk disk = await TestDisk.CreateAsync(512);
        const string Image = "users/root/appliances/3/images/1";
        await running.Client.RegisterAsync(Image, disk.Path);
        string ticket = await running.Client.PublishAsync($"{Image}/pimages", Body());
        await running.Client.WaitForAsync(ticket, status => Percentage(status) is > 10 and < 80);

        await running.Client.CancelAsync(ticket);

        XElement status = await running.Client.WaitForEndAsync(ticket, TimeSpan.FromSeconds(5));
        Assert.True(PublishingClient.IsTrue(status, "cancelled"), status.ToString());
        Assert.False(PublishingClient.IsTrue(status, "complete"));
        Assert.Empty(await ImagesOfAsync(ticket));
    }

    [RealOpenStackFact]
    public async Task Publish_PublicImageByAMember_IsRefusedBeforeTheUpload()
    {
        string image = await SmallImageAsync(4);
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body(isPublic: true));

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains("publicize_image", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
        Assert.Equal("0", status.Element("bytesLoaded")!.Value);
        Assert.Empty(await ImagesOfAsync(ticket));
    }

    [RealOpenStackFact]
    public async Task Publish_DocumentationExampleByAnAdministratorOfTheCloud_IsPublic()
    {
        string image = await SmallImageAsync(5, id: 7);
        const string Source = "users/root/appliances/5";
        string body = PublicationBodies.DocumentationExample(lab.KeystoneUrl, lab.GlanceUrl, lab.User("admin"), Source);

        string ticket = await running.Client.PublishAsync($"{Source}/pimages", body);

        Assert.StartsWith($"{image}/pimages/", ticket, StringComparison.Ordinal);
        XElement status = await running.Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        JsonElement published = Assert.Single(await ImagesOfAsync(ticket, lab.User("admin")));
        Assert.Equal("public", published.GetProperty("visibility").GetString());
        Assert.Equal("Machine Image Name Example", published.GetProperty("name").GetString());
    }

    [RealOpenStackFact]
    public async Task Publish_KeystoneWithoutVersion2_FailsAndSaysSo()
    {
        string image = await SmallImageAsync(6);
        string body = PublicationBodies.DocumentationExampleOfVersion2(lab.KeystoneUrl, lab.GlanceUrl, Publisher, image);
        string ticket = await running.Client.PublishAsync($"{image}/pimages", body);

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains("does not offer v2.0", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
    }

    [RealOpenStackFact]
    public async Task Publish_WrongPassword_FailsWithoutTellingThePassword()
    {
        string image = await SmallImageAsync(7);
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body(password: "not-the-password-of-anybody"));

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains("authentication failed", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", (await running.Client.GetAsync(ticket)).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(running.Backend.Process.Output, line => line.Contains("not-the-password", StringComparison.Ordinal));
    }

    [RealOpenStackFact]
    public async Task Publish_StoredAccount_IsActive()
    {
        string image = await SmallImageAsync(8);
        string account;
        using (HttpResponseMessage stored = await running.Client.PostAsync(
            "users/root/accounts", PublicationBodies.Account(lab.KeystoneUrl, lab.GlanceUrl, Publisher, "lab")))
        {
            string text = await stored.Content.ReadAsStringAsync();
            Assert.DoesNotContain(Publisher.Password, text, StringComparison.Ordinal);
            account = XDocument.Parse(text).Root!.Element("uri")!.Value;
        }

        string ticket = await running.Client.PublishAsync($"{image}/pimages", PublicationBodies.Stored(account, Publisher, image));

        XElement status = await running.Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Single(await ImagesOfAsync(ticket));
    }

    /// <returns>The peak of the backend's resident memory while it published, in bytes.</returns>
    private async Task<long> PublishAndVerifyAsync(string image, TestDisk disk)
    {
        await running.Client.RegisterAsync(image, disk.Path);
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body());
        using var done = new CancellationTokenSource();
        Task<long> peak = PeakMemoryAsync(done.Token);
        XElement status = await running.Client.WaitForEndAsync(ticket);
        await done.CancelAsync();
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Equal("100", status.Element("percentage")!.Value);

        using GlanceReader glance = await SignInAsync(Publisher);
        JsonElement published = Assert.Single(await glance.ImagesOfAsync(ticket));
        string expected = await disk.Sha512Async();
        Assert.Equal("active", published.GetProperty("status").GetString());
        Assert.Equal(disk.Size, published.GetProperty("size").GetInt64());
        Assert.Equal(expected, published.GetProperty("os_hash_value").GetString());
        string cloudId = published.GetProperty("id").GetString()!;
        Assert.Equal(cloudId, (await running.Client.GetAsync(ticket)).Element("cloudId")!.Value);
        await using Stream bytes = await glance.DownloadAsync(cloudId);
        Assert.Equal(expected, Convert.ToHexStringLower(await SHA512.HashDataAsync(bytes)));
        return await peak;
    }

    private async Task<long> PeakMemoryAsync(CancellationToken done)
    {
        using var timer = new PeriodicTimer(Second);
        long peak = running.Backend.ResidentMemory;
        try
        {
            while (await timer.WaitForNextTickAsync(done)) peak = Math.Max(peak, running.Backend.ResidentMemory);
        }
        catch (OperationCanceledException)
        {
            peak = Math.Max(peak, running.Backend.ResidentMemory);
        }

        return peak;
    }

    private async Task<string> SmallImageAsync(int appliance, int id = 1)
    {
        using TestDisk disk = await TestDisk.CreateAsync(1);
        string image = $"users/root/appliances/{appliance}/images/{id}";
        await running.Client.RegisterAsync(image, disk.Path);
        return image;
    }

    private string Body(bool isPublic = false, string? password = null) =>
        PublicationBodies.Inline(lab.KeystoneUrl, lab.GlanceUrl, Publisher, isPublic, password);

    private Task<GlanceReader> SignInAsync(OpenStackUser user) => GlanceReader.SignInAsync(lab.KeystoneUrl, lab.GlanceUrl, user);

    private async Task<IReadOnlyList<JsonElement>> ImagesOfAsync(string ticket, OpenStackUser? user = null)
    {
        using GlanceReader glance = await SignInAsync(user ?? Publisher);
        return await glance.ImagesOfAsync(ticket);
    }

    private static int Percentage(XElement status) => int.Parse(status.Element("percentage")!.Value);
}
