using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Hammr;

/// <summary>What the SDK's callers do for the image of a container template, in front of a real registry.</summary>
public sealed class TemplateClientTests(RunningBackend running, SharedDockerRegistry registry)
    : IClassFixture<RunningBackend>, IClassFixture<SharedDockerRegistry>
{
    [RealRegistryFact]
    public async Task Publish_ImageOfATemplate_IsInTheRegistryUnderThePrintedId()
    {
        const string Image = "users/root/mysoftware/75/templates/76/images/751";
        using var source = new ContainerImageFile(75, 200_000);
        await running.Client.RegisterAsync(Image, await source.WriteLayoutAsync(), "docker");
        using var client = new HammrClient(running.Backend, Backend.Administrator, Backend.AdministratorPassword);
        await client.CreateAccountAsync($"""
            <ns0:credAccount xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:type="ns0:CredAccountDocker"><name>registry</name><endpointUrl>{registry.Server.Address}</endpointUrl>
              <login>{DockerRegistry.Login}</login><password>{DockerRegistry.Password}</password></ns0:credAccount>
            """);

        (_, string? cloudId) = await client.PublishTemplateImageAsync(Image, "registry", HammrBodies.Docker("team", "by-the-sdk", "1.0"));

        using var reader = new RegistryReader(registry.Server.Address, DockerRegistry.Login, DockerRegistry.Password);
        (_, byte[] manifest) = (await reader.FindManifestAsync("team/by-the-sdk", "1.0"))!.Value;
        Assert.Equal(source.Manifest, manifest);
        string digest = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest));
        Assert.EndsWith($"team/by-the-sdk@{digest}", cloudId, StringComparison.Ordinal);
        Assert.DoesNotContain(' ', cloudId!);
    }
}
