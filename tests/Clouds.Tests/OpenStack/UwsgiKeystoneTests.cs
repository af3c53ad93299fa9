using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class UwsgiKeystoneTests(UwsgiOpenStackLab lab) : KeystoneContractTests(TestCloud.For(lab)), IClassFixture<UwsgiOpenStackLab>;
