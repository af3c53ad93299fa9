using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>The bodies that users paste or clients send, byte for byte.</summary>
public sealed class SeedBodyTests
{
    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Seed001_AsPrinted_IsAPublicationToOpenStackWithKeystone3(string? contentType)
    {
        PublishImageBody body = await UForgeBodies.ReadAsync(UForgeBodies.Text(UForgeBodies.Seed001), contentType);

        PublicationOrder order = UForgeBodies.Composer.Compose(body, null, UForgeBodies.Image);

        Assert.Equal("users/root/appliances/4", body.ParentUri);
        Assert.Equal("users/root/appliances/4/images/7", body.ImageUri);
        Assert.Equal("PublishImageOpenStack", order.Request.Type);
        Assert.Equal("Keystone Domain Example", order.Request["keystoneDomain"]);
        Assert.Equal("Keystone Project Example", order.Request["keystoneProject"]);
        Assert.Equal("Machine Image Name Example", order.Request["displayName"]);
        Assert.Equal("true", order.Request["publicImage"]);
        Assert.Equal("http://ip:5000", order.Request.Account["keystoneUrl"]);
        Assert.Equal("http://ip:9292", order.Request.Account["glanceUrl"]);
        Assert.Equal("v3", order.Request.Account["keystoneVersion"]);
        Assert.Equal("username", order.Request.Account["login"]);
        Assert.Null(order.Request.Account["password"]);
        Assert.Equal("password", order.OneOffSecrets!["password"]);
    }

    [Fact]
    public async Task Seed002_AsPrinted_IsAPublicationToOpenStackWithKeystone2()
    {
        PublishImageBody body = await UForgeBodies.ReadAsync(UForgeBodies.Text(UForgeBodies.Seed002));

        PublicationOrder order = UForgeBodies.Composer.Compose(body, null, UForgeBodies.Image);

        Assert.Equal("v2.0", order.Request.Account["keystoneVersion"]);
        Assert.Equal("mytenantname", order.Request["tenantName"]);
        Assert.Equal("false", order.Request["publicImage"]);
    }

    [Fact]
    public async Task HammrBody_WithEchoedAccountAndBogusLeafTypes_RefersToTheStoredAccount()
    {
        CloudAccount stored = new()
        {
            Type = "CredAccountOpenStack",
            Path = "users/guest/accounts/12",
            Name = "lab",
            Fields = new Dictionary<string, string> { ["keystoneUrl"] = "https://keystone", ["keystoneVersion"] = "v3" },
        };
        PublishImageBody body = await UForgeBodies.ReadAsync(UForgeBodies.Text(UForgeBodies.Hammr));

        PublicationOrder order = UForgeBodies.Composer.Compose(body, stored, UForgeBodies.Image);

        Assert.True(body.Account!.IsReference);
        Assert.Equal("users/guest/accounts/12", body.Account.ReferenceFor("guest")?.Text);
        Assert.Equal("https://keystone", order.Request.Account["keystoneUrl"]);
        Assert.Null(order.Request.Account["glanceUrl"]);
        Assert.Null(order.OneOffSecrets);
        Assert.Equal("false", order.Request["publicImage"]);
    }
}
