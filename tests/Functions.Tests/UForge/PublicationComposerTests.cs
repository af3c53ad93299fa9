using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>From a body to a complete request, for OpenStack (rows 10 to 12 of the parser policy).</summary>
public sealed class PublicationComposerTests
{
    private const string Account = """
        <credAccount xsi:type="ns0:CredAccountOpenStack">
          <glanceUrl>https://glance:9292</glanceUrl><keystoneUrl>https://keystone:5000/v3</keystoneUrl>
          <login>me</login><password> pass word </password><keystoneVersion>v3</keystoneVersion>
        </credAccount>
        """;

    private const string Project = "<keystoneDomain>Default</keystoneDomain><keystoneProject>demo</keystoneProject>";

    public static TheoryData<string> OtherTypes =>
        [.. PublicationType.All.Where(type => type != PublicationType.OpenStack).Select(type => type.Name)];

    [Fact]
    public async Task Compose_FieldsLeftOut_HaveDefaults()
    {
        PublicationOrder order = await ComposeAsync(Account + Project);

        Assert.Equal("web-1.0", order.Request["displayName"]);
        Assert.Equal("false", order.Request["publicImage"]);
        Assert.Equal("users/root/appliances/4/images/7", order.Request.ImagePath);
        Assert.Equal("PublishToOpenStack", order.Recipe.Orchestrator);
    }

    [Fact]
    public async Task Compose_OneOffAccount_KeepsSecretsApartAndAsTheyAre()
    {
        PublicationOrder order = await ComposeAsync(Account + Project);

        Assert.Equal(" pass word ", order.OneOffSecrets!["password"]);
        Assert.DoesNotContain("pass word", System.Text.Json.JsonSerializer.Serialize(order.Request), StringComparison.Ordinal);
        Assert.DoesNotContain("pass word", order.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compose_FieldsOfOtherTypes_AreDropped()
    {
        PublicationOrder order = await ComposeAsync(
            Account.Replace("<login>", "<token>t</token><hostname>h</hostname><login>", StringComparison.Ordinal)
            + Project + "<bucket>b</bucket><publishLocation>eu</publishLocation>");

        Assert.Null(order.Request["bucket"]);
        Assert.Equal("eu", order.Request["publishLocation"]);
        Assert.Null(order.Request.Account["hostname"]);
        Assert.Null(order.OneOffSecrets!["token"]);
    }

    [Theory]
    [InlineData("v3", "v3")]
    [InlineData("v3.0", "v3")]
    [InlineData("3.0", "v3")]
    [InlineData("V3", "v3")]
    [InlineData("2.0", "v2.0")]
    [InlineData("v2.0", "v2.0")]
    public async Task Compose_SynonymsOfTheKeystoneVersion_AreOne(string written, string version)
    {
        PublicationOrder order = await ComposeAsync(
            Account.Replace(">v3<", $">{written}<", StringComparison.Ordinal) + Project + "<tenantName>t</tenantName>");

        Assert.Equal(version, order.Request.Account["keystoneVersion"]);
    }

    [Theory]
    [InlineData("<tenantName>t</tenantName>", "v2.0")]
    [InlineData(Project, "v3")]
    public async Task Compose_NoKeystoneVersion_IsReadFromTheFields(string fields, string version)
    {
        PublicationOrder order = await ComposeAsync(
            Account.Replace("<keystoneVersion>v3</keystoneVersion>", "", StringComparison.Ordinal) + fields);

        Assert.Equal(version, order.Request.Account["keystoneVersion"]);
    }

    [Theory]
    [InlineData("keystoneVersion", "v4", "credAccount/keystoneVersion")]
    [InlineData("keystoneVersion", "v2.0", "tenantName")]
    [InlineData("keystoneUrl", "", "credAccount/keystoneUrl")]
    [InlineData("keystoneUrl", "keystone:5000", "credAccount/keystoneUrl")]
    [InlineData("keystoneUrl", "/v3", "credAccount/keystoneUrl")]
    [InlineData("keystoneUrl", "file:///etc/passwd", "credAccount/keystoneUrl")]
    [InlineData("keystoneUrl", "https://me:pw@keystone", "credAccount/keystoneUrl")]
    [InlineData("glanceUrl", "ftp://glance", "credAccount/glanceUrl")]
    [InlineData("glanceUrl", "http://a b", "credAccount/glanceUrl")]
    [InlineData("login", "", "credAccount/login")]
    [InlineData("password", "", "credAccount/password")]
    public async Task Compose_AccountFieldThatCannotWork_Is400NamingIt(string field, string value, string named)
    {
        string account = System.Text.RegularExpressions.Regex.Replace(
            Account, $"<{field}>[^<]*<", $"<{field}>{value}<", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

        RefusalException refusal = await UForgeBodies.RefusalAsync(() => ComposeAsync(account + Project));

        Assert.Equal((400, named), (refusal.Status, refusal.Field));
    }

    [Theory]
    [InlineData("<keystoneProject>demo</keystoneProject>", "keystoneDomain")]
    [InlineData("<keystoneDomain>Default</keystoneDomain>", "keystoneProject")]
    public async Task Compose_Keystone3WithoutDomainOrProject_Is400NamingIt(string fields, string named)
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => ComposeAsync(Account + fields));

        Assert.Equal((400, named), (refusal.Status, refusal.Field));
    }

    [Fact]
    public async Task Compose_NameLongerThanGlanceTakes_Is400()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => ComposeAsync(Account + Project + $"<displayName>{new string('n', 256)}</displayName>"));

        Assert.Equal((400, "displayName"), (refusal.Status, refusal.Field));
    }

    [Fact]
    public async Task Compose_WithoutAnAccount_Is400()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => ComposeAsync(Project));

        Assert.Equal((400, "credAccount"), (refusal.Status, refusal.Field));
    }

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public void Compose_TypeWithoutARecipe_Is501NamingThePlatform(string typeName)
    {
        PublishImageBody body = new() { TypeHint = typeName, Account = new CredAccountBody() };

        RefusalException refusal = Assert.Throws<RefusalException>(() => UForgeBodies.Composer.Compose(body, null, UForgeBodies.Image));

        Assert.Equal(501, refusal.Status);
        Assert.Contains(PublicationType.Find(typeName)!.AccountType.PlatformName, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<PublicationOrder> ComposeAsync(string elements) =>
        UForgeBodies.Composer.Compose(await UForgeBodies.ReadFieldsAsync(elements), null, UForgeBodies.Image);
}
