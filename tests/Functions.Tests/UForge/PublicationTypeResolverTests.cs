using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Row 3 of the parser policy: what a body publishes to.</summary>
public sealed class PublicationTypeResolverTests
{
    public static TheoryData<string> TypeNames => [.. PublicationType.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Resolve_ByTheRootsType_FindsEveryType(string name) =>
        Assert.Equal(name, Resolve(new PublishImageBody { TypeHint = name, Account = new CredAccountBody() }));

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Resolve_ByTheAccountsType_FindsEveryType(string name)
    {
        string accountType = PublicationType.Find(name)!.AccountType.Name;

        Assert.Equal(name, Resolve(Body(new CredAccountBody { TypeHint = accountType })));
        Assert.Equal(name, Resolve(Body(new CredAccountBody { Id = 12 }), new CloudAccount { Type = accountType }));
    }

    [Theory]
    [InlineData("openstack", "PublishImageOpenStack")]
    [InlineData("k5", "PublishImageK5")]
    [InlineData("VSphere", "PublishImageVSphere")]
    [InlineData("docker", "PublishImageDocker")]
    public void Resolve_ByThePlatformsType_FindsIt(string platform, string expected) =>
        Assert.Equal(expected, Resolve(Body(new CredAccountBody { PlatformType = platform })));

    [Theory]
    [InlineData("openstack", "PublishImageOpenStack")]
    [InlineData("OpenStack", "PublishImageOpenStack")]
    [InlineData("vcloud director", "PublishImageVCloudDirector")]
    [InlineData("SUSE Cloud", "PublishImageSuseCloud")]
    public void Resolve_ByThePlatformsName_IgnoresCase(string name, string expected) =>
        Assert.Equal(expected, Resolve(Body(new CredAccountBody { PlatformName = name })));

    [Theory]
    [InlineData("openstackqcow2", "PublishImageOpenStack")]
    [InlineData("OpenStackVMDK", "PublishImageOpenStack")]
    [InlineData("docker", "PublishImageDocker")]
    public void Resolve_WhereTheBodyIsSilent_GoesByTheImagesFormat(string format, string expected) =>
        Assert.Equal(expected, Resolve(Body(new CredAccountBody { Name = "lab" }), format: format));

    [Fact]
    public void Resolve_LabelThatNamesNoPlatform_IsALabelWhereTheTypeIsKnown() =>
        Assert.Equal("PublishImageOpenStack", Resolve(Body(new CredAccountBody { PlatformType = "openstack", PlatformName = "Our lab" })));

    [Fact]
    public void Resolve_PlatformOfARelatedType_IsNoContradiction() =>
        Assert.Equal("PublishImageSuseCloud", Resolve(new PublishImageBody
        {
            TypeHint = "PublishImageSuseCloud",
            Account = new CredAccountBody { TypeHint = "CredAccountSuseCloud", PlatformType = "openstack", PlatformName = "OpenStack" },
        }));

    [Fact]
    public void Resolve_Contradictions_AreRefusedNamingTheSecondPlace()
    {
        CredAccountBody aws = new() { TypeHint = "CredAccountAws" };
        CloudAccount stored = new() { Type = "CredAccountAws" };

        AssertRefused("credAccount/@type", new PublishImageBody { TypeHint = "PublishImageOpenStack", Account = aws });
        AssertRefused("credAccount", new PublishImageBody { TypeHint = "PublishImageOpenStack", Account = new() }, stored);
        AssertRefused("credAccount/targetPlatform/type", Body(aws with { PlatformType = "openstack" }));
        AssertRefused("credAccount/targetPlatform/name", Body(aws with { PlatformName = "OpenStack" }));
        AssertRefused("credAccount/targetPlatform/name", Body(new CredAccountBody { PlatformType = "aws", PlatformName = "docker" }));
    }

    [Fact]
    public void Resolve_WhatUForgeDoesNotHave_IsRefusedNamingThePlace()
    {
        AssertRefused("@type", new PublishImageBody { TypeHint = "PublishImageMars", Account = new() });
        AssertRefused("@type", new PublishImageBody { TypeHint = "xs:PublishImageOpenStack", Account = new() });
        AssertRefused("credAccount/@type", Body(new CredAccountBody { TypeHint = "CredAccountMars" }));
        AssertRefused("credAccount/targetPlatform/type", Body(new CredAccountBody { PlatformType = "mars" }));
        AssertRefused("credAccount/targetPlatform/name", Body(new CredAccountBody { PlatformName = "mars" }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("qcow2")]
    public void Resolve_NothingTellsIt_IsRefused(string? format) =>
        AssertRefused("credAccount/targetPlatform", Body(new CredAccountBody { Name = "lab" }), format: format);

    private static PublishImageBody Body(CredAccountBody account) => new() { Account = account };

    private static string Resolve(PublishImageBody body, CloudAccount? stored = null, string? format = null) =>
        PublicationTypeResolver.Resolve(body, stored, format).Name;

    private static void AssertRefused(string field, PublishImageBody body, CloudAccount? stored = null, string? format = null)
    {
        RefusalException refusal = Assert.Throws<RefusalException>(() => Resolve(body, stored, format));
        Assert.Equal((400, field), (refusal.Status, refusal.Field));
    }
}
