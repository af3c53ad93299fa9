using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class RealKeystoneTests(OpenStackLab lab) : KeystoneContractTests(TestCloud.For(lab)), IClassFixture<OpenStackLab>
{
    [RealOpenStackFact]
    public async Task Authenticate_V2AtAKeystoneWithoutIt_SaysToUseV3()
    {
        var error = await FailsAsync(() => Clients.LogInAsync(Cloud.Credentials("publisher") with { Version = KeystoneVersion.V2 }));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.VersionNotOffered, 404), (error.Kind, error.Code, error.Status));
        Assert.Equal("Keystone: 127.0.0.1 does not offer v2.0; use v3, with domain and project.", error.Message);
    }
}
