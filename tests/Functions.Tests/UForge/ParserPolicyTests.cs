using System.Text;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>The parser policy of UForge's contract, §4, as far as it concerns the body alone.</summary>
public sealed class ParserPolicyTests
{
    private const string Declaration = "xmlns:ns0=\"http://www.usharesoft.com/uforge\"";

    [Fact]
    public async Task Row1_PrefixesNeverDeclared_AreUForgesOwn()
    {
        PublishImageBody body = await UForgeBodies.ReadAsync(
            "<ns0:publishImage xsi:type=\"ns0:PublishImageOpenStack\"><displayName>web</displayName></ns0:publishImage>");

        Assert.Equal("PublishImageOpenStack", body.TypeHint);
        Assert.Equal("web", body.Fields["displayName"]);
    }

    [Fact]
    public async Task Row1_ClientsOwnDeclaration_Wins()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => UForgeBodies.ReadAsync("<ns0:publishImage xmlns:ns0=\"urn:other\"/>"));

        Assert.Equal((400, "publishImage"), (refusal.Status, refusal.Field));
    }

    [Fact]
    public async Task Row1_AnyOtherUndeclaredPrefix_Is400()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => UForgeBodies.ReadFieldsAsync("<foo:displayName>web</foo:displayName>"));

        Assert.Equal((400, "MALFORMED_BODY"), (refusal.Status, refusal.Code));
    }

    [Theory]
    [InlineData("<xsi:type></xsi:type>", null)]
    [InlineData("<xsi:type/>", null)]
    [InlineData("<xsi:type>ns0:PublishImageOpenStack</xsi:type>", "PublishImageOpenStack")]
    [InlineData("<xsi:type>PublishImageOpenStack</xsi:type>", "PublishImageOpenStack")]
    public async Task Row2_TypeAsChildElement_IsAHintAndNeverData(string element, string? hint)
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync(element + "<displayName>web</displayName>");

        Assert.Equal(hint, body.TypeHint);
        Assert.Equal("web", body.Fields["displayName"]);
    }

    [Fact]
    public async Task Row2_TypeAsAttributeAndAsAnotherElement_Is400()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync(
            "<ns0:publishImage xsi:type=\"ns0:PublishImageAws\"><xsi:type>ns0:PublishImageAzure</xsi:type></ns0:publishImage>"));

        Assert.Equal(400, refusal.Status);
        Assert.Contains("type", refusal.Field, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<displayName>web</displayName>")]
    [InlineData("<ns0:displayName>web</ns0:displayName>")]
    public async Task Row4_ChildrenWithAndWithoutUForgesNamespace_AreRead(string element)
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync(element);

        Assert.Equal("web", body.Fields["displayName"]);
    }

    [Fact]
    public async Task Row4_RootWithDefaultNamespace_IsRead()
    {
        PublishImageBody body = await UForgeBodies.ReadAsync(
            "<publishImage xmlns=\"http://www.usharesoft.com/uforge\"><displayName>web</displayName></publishImage>");

        Assert.Equal("web", body.Fields["displayName"]);
    }

    [Fact]
    public async Task Row4_ForeignNamespace_Is400NamingTheElement()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => UForgeBodies.ReadFieldsAsync("<credAccount><login xmlns=\"urn:other\">me</login></credAccount>"));

        Assert.Equal((400, "credAccount/login"), (refusal.Status, refusal.Field));
    }

    [Theory]
    [InlineData("<parentUri>users/a/appliances/4</parentUri>")]
    [InlineData("<applianceUri>users/a/appliances/4</applianceUri>")]
    [InlineData("<applianceUri>users/a/appliances/4</applianceUri><parentUri>users/a/appliances/4</parentUri>")]
    public async Task Row5_ParentUriAndItsOldName_AreTheSame(string elements)
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync(elements);

        Assert.Equal("users/a/appliances/4", body.ParentUri);
    }

    [Fact]
    public async Task Row5_ParentUriDiffersFromItsOldName_Is400()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadFieldsAsync(
            "<applianceUri>users/a/appliances/4</applianceUri><parentUri>users/a/appliances/5</parentUri>"));

        Assert.Equal((400, "applianceUri"), (refusal.Status, refusal.Field));
    }

    [Theory]
    [InlineData("users/guest/appliances/5/images/116", true)]
    [InlineData("/users/guest/appliances/5/images/116", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("116", false)]
    [InlineData("users/guest/appliances/5", false)]
    [InlineData("users/guest/appliances/5/pimages/7", false)]
    [InlineData("users/guest/appliances/55/images/116", false)]
    [InlineData("users/other/appliances/5/images/116", false)]
    [InlineData("users/guest/appliances/5/images/116/pimages/7", false)]
    public async Task Row6_ImageOfAnAppliancesPath_IsOneOfThatAppliance(string? imageUri, bool isValid)
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync(imageUri is null ? "" : $"<imageUri>{imageUri}</imageUri>");
        ResourcePath appliance = UForgeBodies.Path("users/guest/appliances/5");

        if (isValid)
        {
            Assert.Equal("users/guest/appliances/5/images/116", body.ImageBelow(appliance).Text);
            return;
        }

        RefusalException refusal = Assert.Throws<RefusalException>(() => body.ImageBelow(appliance));
        Assert.Equal((400, "imageUri"), (refusal.Status, refusal.Field));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    public async Task Row8_EmptyBody_Is400(string body)
    {
        foreach (string? contentType in new[] { "application/xml", "application/json", null })
        {
            RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync(body, contentType));

            Assert.Equal((400, "MALFORMED_BODY"), (refusal.Status, refusal.Code));
        }
    }

    [Fact]
    public async Task Rows7And13_EmptyElements_AreAbsent()
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync(
            "<instances></instances><publicImage/><displayName> </displayName><imageUri/><credAccount><dbId/><uri/><name/></credAccount>");

        Assert.Empty(body.Fields);
        Assert.Null(body.ImageUri);
        Assert.False(body.Account!.IsReference);
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("TRUE", "true")]
    [InlineData(" 1 ", "true")]
    [InlineData("False", "false")]
    [InlineData("0", "false")]
    public async Task Row14_BooleanText_IsNormalized(string text, string expected)
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync($"<publicImage>{text}</publicImage>");

        Assert.Equal(expected, body.Fields["publicImage"]);
    }

    [Fact]
    public async Task Row14_AnythingElseForABoolean_Is400NamingTheField()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => UForgeBodies.ReadFieldsAsync("<publicImage>yes</publicImage>"));

        Assert.Equal((400, "publicImage"), (refusal.Status, refusal.Field));
    }

    [Fact]
    public async Task Row15_AnyOrderAndUnknownElements_AreRead()
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync(
            "<tenantName>t</tenantName><future a='b'><deep><deep/></deep></future><future/><displayName>web</displayName>");

        Assert.Equal(["displayName", "tenantName"], body.Fields.Keys.Order());
    }

    [Fact]
    public async Task Row16_LeafTypes_AreIgnored()
    {
        PublishImageBody body = await UForgeBodies.ReadFieldsAsync(
            $"<displayName xsi:type=\"nope:string\" {Declaration}>web</displayName>");

        Assert.Equal("web", body.Fields["displayName"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Row18_NoUsefulContentType_IsDecidedByTheFirstByte(string? contentType)
    {
        foreach (string text in new[] { UForgeBodies.Wrap("<displayName>web</displayName>"), "{\"displayName\":\"web\"}" })
        {
            PublishImageBody body = await UForgeBodies.ReadAsync("\n " + text, contentType);
            Assert.Equal("web", body.Fields["displayName"]);
        }

        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync("displayName=web", contentType));
        Assert.Equal(415, refusal.Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("nonsense")]
    public async Task Row18_AnotherMediaType_Is415(string contentType)
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => UForgeBodies.ReadAsync(UForgeBodies.Wrap(""), contentType));

        Assert.Equal(415, refusal.Status);
    }

    [Theory]
    [InlineData("application/xml; charset=utf-8")]
    [InlineData("text/xml")]
    [InlineData("Application/XML")]
    public async Task ContentType_OtherSpellingsOfXml_AreRead(string contentType)
    {
        PublishImageBody body = await UForgeBodies.ReadAsync(UForgeBodies.Wrap("<displayName>wéb</displayName>"), contentType);

        Assert.Equal("wéb", body.Fields["displayName"]);
    }

    [Fact]
    public async Task Encoding_ByteOrderMarks_AreUnderstood()
    {
        string xml = UForgeBodies.Wrap("<displayName>wéb</displayName>");
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(xml)];
            Assert.Equal("wéb", PublishImageReader.Read(await UForgeBodies.ParseAsync(bytes)).Fields["displayName"]);
        }

        byte[] json = [.. Encoding.UTF8.GetPreamble(), .. "{\"displayName\":\"wéb\"}"u8];
        Assert.Equal("wéb", PublishImageReader.Read(await UForgeBodies.ParseAsync(json, "application/json")).Fields["displayName"]);
    }

    [Fact]
    public async Task RootElement_OfAnotherName_Is400()
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync($"<ns0:credAccount {Declaration}/>"));

        Assert.Equal((400, "publishImage"), (refusal.Status, refusal.Field));
    }
}
