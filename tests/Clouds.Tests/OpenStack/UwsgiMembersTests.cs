using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class UwsgiMembersTests(UwsgiOpenStackLab lab) : MembersContractTests(TestCloud.For(lab)), IClassFixture<UwsgiOpenStackLab>;
