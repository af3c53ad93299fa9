using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class UwsgiGlanceTests(UwsgiOpenStackLab lab) : GlanceContractTests(TestCloud.For(lab)), IClassFixture<UwsgiOpenStackLab>;
