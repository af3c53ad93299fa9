using System.Net;
using System.Text.Json;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Hammr;

/// <summary>hammr's commands, call by call, in front of a real Keystone and Glance.</summary>
public sealed class HammrTests(RunningBackend running, OpenStackLab lab) : IClassFixture<RunningBackend>, IClassFixture<OpenStackLab>
{
    private const string Account = "lab's own";

    private OpenStackUser Publisher => lab.User("publisher");

    [RealOpenStackFact]
    public async Task Publish_ImageOfAnApplianceById_IsInTheCloudUnderThePrintedId()
    {
        await RegisterAsync("users/root/appliances/61/images/611");
        using HammrClient hammr = await SignInAsync();

        (string publishId, string? cloudId) = await hammr.PublishByIdAsync("611", Account, HammrBodies.OpenStack(Publisher.Project, "by id"));

        await AssertPublishedAsync($"users/root/appliances/61/images/611/pimages/{publishId}", cloudId);
    }

    [RealOpenStackFact]
    public async Task Publish_ImageOfAnApplianceByFile_IsFoundByNameVersionAndFormat()
    {
        await RegisterAsync("users/root/appliances/62/images/621", name: "it's \"web\"");
        using HammrClient hammr = await SignInAsync();

        (string publishId, string? cloudId) = await hammr.PublishByFileAsync(
            "it\\'s \"web\"", "1.0", "OpenStack QCOW2", Account, HammrBodies.OpenStack(Publisher.Project, "by file"));

        await AssertPublishedAsync($"users/root/appliances/62/images/621/pimages/{publishId}", cloudId);
    }

    [RealOpenStackFact]
    public async Task Publish_ImageOfAScan_IsInTheCloudUnderThePrintedId()
    {
        await RegisterAsync("users/root/scannedinstances/63/scans/64/images/631");
        using HammrClient hammr = await SignInAsync();

        (string publishId, string? cloudId) = await hammr.PublishByIdAsync("631", Account, HammrBodies.OpenStack(Publisher.Project, "scan"));

        await AssertPublishedAsync($"users/root/scannedinstances/63/scans/64/images/631/pimages/{publishId}", cloudId);
    }

    [RealOpenStackFact]
    public async Task ListAndDownload_AfterAPublication_HaveWhatHammrReads()
    {
        byte[] file = await RegisterAsync("users/root/appliances/65/images/651");
        await RegisterAsync("users/root/appliances/65/images/652", hasFile: false);
        using HammrClient hammr = await SignInAsync();
        (string publishId, string? cloudId) = await hammr.PublishByIdAsync("651", Account, HammrBodies.OpenStack(Publisher.Project, "list"));

        IReadOnlyList<string> lines = await hammr.ListImagesAsync();

        Assert.Contains(lines, line => line.StartsWith("651 web 1.0 1 OpenStack QCOW2", StringComparison.Ordinal) && line.EndsWith("True true", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("652 ", StringComparison.Ordinal) && line.EndsWith("0 False false", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"images/651 {publishId} OpenStack {Account} {cloudId} true", StringComparison.Ordinal));
        Assert.Equal(file, await hammr.DownloadAsync("651"));
        await hammr.DeleteAsync("users/root/appliances/65/images/652");
        Assert.DoesNotContain(await hammr.ListImagesAsync(), line => line.StartsWith("652 ", StringComparison.Ordinal));
    }

    [RealOpenStackFact]
    public async Task Accounts_CreatedListedChangedAndDeleted_KeepTheirSecrets()
    {
        using HammrClient hammr = await SignInAsync();
        string id = await hammr.CreateAccountAsync(PublicationBodies.Account(lab.KeystoneUrl, lab.GlanceUrl, Publisher, "to be renamed"));

        using HttpResponseMessage renamed = await PutAsync(
            $"users/root/accounts/{id}",
            "<ns0:credAccount xmlns:ns0=\"http://www.usharesoft.com/uforge\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            + " xsi:type=\"ns0:CredAccountOpenStack\"><name>renamed</name><password></password></ns0:credAccount>");

        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        Assert.DoesNotContain(Publisher.Password, await renamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage moved = await PutAsync(
            $"users/root/accounts/{id}",
            "<ns0:credAccount xmlns:ns0=\"http://www.usharesoft.com/uforge\"><keystoneUrl>https://elsewhere.example/v3</keystoneUrl></ns0:credAccount>");
        Assert.Equal(HttpStatusCode.BadRequest, moved.StatusCode);
        Assert.Contains("keystoneUrl", await moved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(await hammr.ListAccountsAsync(), line => line.StartsWith($"{id} renamed OpenStack", StringComparison.Ordinal));
        await RegisterAsync("users/root/appliances/66/images/661");
        await hammr.PublishByIdAsync("661", "renamed", HammrBodies.OpenStack(Publisher.Project, "renamed"));
        await hammr.DeleteAsync($"users/root/accounts/{id}");
        Assert.DoesNotContain(await hammr.ListAccountsAsync(), line => line.StartsWith(id, StringComparison.Ordinal));
    }

    [RealOpenStackFact]
    public async Task Read_TargetsAndSources_AreThere()
    {
        await RegisterAsync("users/root/scannedinstances/67/scans/68/images/671");
        await RegisterAsync("users/root/mysoftware/69/templates/70/images/691");

        Assert.Equal("12", (await running.Client.GetAsync("users/root/targetplatforms")).Element("total")!.Value);
        Assert.Contains("openstackqcow2", (await running.Client.GetAsync("users/root/targetformats")).ToString(), StringComparison.Ordinal);
        Assert.Equal("users/root/scannedinstances/67", (await running.Client.GetAsync("users/root/scannedinstances/67")).Element("uri")!.Value);
        Assert.Equal("1", (await running.Client.GetAsync("users/root/scannedinstances/67/scans")).Element("total")!.Value);
        Assert.Equal("web", (await running.Client.GetAsync("users/root/mysoftware/69")).Element("name")!.Value);
        Assert.Equal("1", (await running.Client.GetAsync("users/root/mysoftware/69/templates/70/images")).Element("total")!.Value);
        Assert.Equal("true", (await running.Client.GetAsync("users/root/mysoftware/69/templates/70/images/691/status")).Element("complete")!.Value);
        using HttpClient http = running.Backend.CreateClient();
        using HttpResponseMessage query = await http.GetAsync("api/users/root/appliances?query=name=='web");
        Assert.Equal(HttpStatusCode.BadRequest, query.StatusCode);
        Assert.Contains("query", await query.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PutAsync(string resource, string body)
    {
        using HttpClient http = running.Backend.CreateClient();
        using var content = new StringContent(body, null, "application/xml");
        return await http.PutAsync($"api/{resource}", content);
    }

    private async Task<HammrClient> SignInAsync()
    {
        var hammr = new HammrClient(running.Backend, Backend.Administrator, Backend.AdministratorPassword);
        if (!(await hammr.ListAccountsAsync()).Any(line => line.Contains(Account, StringComparison.Ordinal)))
            await hammr.CreateAccountAsync(PublicationBodies.Account(lab.KeystoneUrl, lab.GlanceUrl, Publisher, Account));
        return hammr;
    }

    private async Task AssertPublishedAsync(string publication, string? cloudId)
    {
        using GlanceReader glance = await GlanceReader.SignInAsync(lab.KeystoneUrl, lab.GlanceUrl, Publisher);
        JsonElement image = Assert.Single(await glance.ImagesOfAsync(publication));
        Assert.Equal(("active", cloudId), (image.GetProperty("status").GetString(), image.GetProperty("id").GetString()));
    }

    private async Task<byte[]> RegisterAsync(string image, string name = "web", bool hasFile = true)
    {
        using TestDisk disk = await TestDisk.CreateAsync(1);
        await running.Client.RegisterAsync(image, hasFile ? disk.Path : null, name: name);
        return await File.ReadAllBytesAsync(disk.Path);
    }
}
