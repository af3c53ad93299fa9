using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;
using Microsoft.Extensions.Configuration;

namespace ImagePublishFunctions.Functions.Tests.Security;

/// <summary>Fields that become part of an address: none leads a password elsewhere.</summary>
public sealed class AddressFieldTests
{
    /// <summary>What ends a host's name, begins another part of a URL, climbs, or is too much.</summary>
    private static readonly string[] Tails =
    [
        "@other.example", "@other.example/x?", "?x=1", "#x", ":80@other.example", ":x", "\\other.example", "%40other.example", "%2F..%2f", "%252e", " other",
        "\tother", "/../x", "/./x", ";x", "\u2044x", "\uFF0Fx", "\uFF20other.example", "/" + new string('a', 3000),
    ];

    private static readonly string[] NoNames =
        ["", "-", "..", ".a", "/other.example", "//other.example", "a/b", "a:80", "@", .. Tails.Select(tail => "eu-de" + tail), new string('a', 300)];

    /// <summary>Type and field.</summary>
    public static IEnumerable<object[]> Fields =>
        AccountType.All.SelectMany(type => type.Fields.Where(IsAddress).Select(part => (object[])[type.Name, part.Name]));

    [Theory]
    [MemberData(nameof(Fields))]
    public void AccountOf_FieldOfAnAddress_TakesNothingThatLeadsElsewhere(string typeName, string name)
    {
        AccountType type = AccountType.Find(typeName)!;
        FieldKind kind = type.Fields.Single(part => part.Name == name).Kind;
        string good = kind switch { FieldKind.Uri => "https://cloud.example:5000/v3", FieldKind.WholeNumber => "443", _ => "eu-de" };
        IEnumerable<string> bad = kind == FieldKind.Uri
            ? Tails.SelectMany(tail => (string[])["https://cloud.example" + tail, "https://cloud.example/v3" + tail])
                .Concat(["", "cloud.example", "ftp://cloud.example/", "https://", "https://u:p@cloud.example/", "https://-/"])
            : NoNames;

        Assert.Equal(good, AccountOf(type, name, good)[name]);
        foreach (string value in bad)
        {
            var refusal = Assert.Throws<RefusalException>(() => AccountOf(type, name, value));
            Assert.Equal((400, $"credAccount/{name}"), (refusal.Status, refusal.Field));
        }
    }

    [Fact]
    public void Login_RegionOfK5ThatLeadsElsewhere_IsRefusedWithAReason()
    {
        var accounts = new OpenStackAccounts(new ConfigurationBuilder().Build());
        var account = new CloudAccount { Type = AccountType.K5.Name };
        Assert.Equal("identity.uk-1.cloud.global.fujitsu.com", Login("uk-1").Host);
        foreach (string? region in NoNames.Append("x-").Append("a.b").Append(null))
        {
            var refusal = Assert.Throws<CloudException>(() => Login(region));
            Assert.Equal((CloudErrorKind.Permanent, "REGION_INVALID"), (refusal.Kind, refusal.Code));
        }

        Uri Login(string? region) => accounts.Login(account, AccountSecrets.None, null, null, null, region).KeystoneUrl;
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void WhyNotProject_DotsThatClimb_AreNoProject(string project) => Assert.NotNull(ShareRules.WhyNotProject(project));

    private static bool IsAddress(FieldDefinition part) =>
        part.Kind == FieldKind.Uri || part.Name is "region" or "bucket" or "hostname" or "proxyHost" or "port" or "proxyPort";

    private static CloudAccount AccountOf(AccountType type, string field, string value) => PublicationComposer.AccountOf(
        new CredAccountBody { Fields = new Dictionary<string, string> { [field] = value }, Secrets = AccountSecrets.None }, type);
}
