using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Publications as JSON: the same tree as from XML.</summary>
public sealed class JsonBodyTests
{
    private const string Content = """
        {
          "parentUri": "users/guest/appliances/5",
          "credAccount": { "uri": "users/guest/accounts/12", "dbId": 12, "targetPlatform": { "type": "openstack" } },
          "imageUri": null,
          "instances": { "instance": [] },
          "displayName": "web",
          "publicImage": true
        }
        """;

    [Theory]
    [InlineData(Content)]
    [InlineData("{\"publishImage\":" + Content + "}")]
    public async Task Body_WithAndWithoutTheRootName_IsRead(string json)
    {
        PublishImageBody body = await UForgeBodies.ReadAsync(json, "application/json");

        Assert.Equal("users/guest/appliances/5", body.ParentUri);
        Assert.Null(body.ImageUri);
        Assert.Equal("true", body.Fields["publicImage"]);
        Assert.Equal(12, body.Account!.Id);
        Assert.Equal("openstack", body.Account.PlatformType);
        Assert.Null(body.Account.TypeHint);
    }

    [Theory]
    [InlineData("@type", "PublishImageOpenStack")]
    [InlineData("type", "PublishImageOpenStack")]
    [InlineData("xsi:type", "ns0:PublishImageOpenStack")]
    [InlineData("xsi.type", "PublishImageOpenStack")]
    [InlineData("@xsi.type", "ns3:PublishImageOpenStack")]
    public async Task Type_InAnySpelling_IsTheHint(string name, string value)
    {
        PublishImageBody body = await UForgeBodies.ReadAsync($$"""{"publishImage": {"{{name}}": "{{value}}"} }""", "application/json");

        Assert.Equal("PublishImageOpenStack", body.TypeHint);
    }

    [Fact]
    public async Task Type_InTwoSpellingsThatDiffer_Is400()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => UForgeBodies.ReadAsync("""{"@type":"PublishImageAws","type":"PublishImageK5"}""", "application/json"));

        Assert.Equal(400, refusal.Status);
    }
}
