using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class RealGlanceTests(OpenStackLab lab) : GlanceContractTests(TestCloud.For(lab)), IClassFixture<OpenStackLab>;
