using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class RealMembersTests(OpenStackLab lab) : MembersContractTests(TestCloud.For(lab)), IClassFixture<OpenStackLab>;
