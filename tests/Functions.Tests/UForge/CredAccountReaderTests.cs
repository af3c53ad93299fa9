using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Accounts: references, accounts of all types, and what comes back of them.</summary>
public sealed class CredAccountReaderTests
{
    public static TheoryData<string> TypeNames => [.. AccountType.All.Where(type => type.ShownAs is null).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(TypeNames))]
    public async Task Read_EveryType_ReturnsItsFieldsWithTheSecretsApart(string typeName)
    {
        AccountType type = AccountType.Find(typeName)!;
        CredAccountBody body = await ReadAsync(type);

        CloudAccount account = PublicationComposer.AccountOf(body, type);
        AccountSecrets secrets = PublicationComposer.SecretsOf(body, type);

        foreach (FieldDefinition field in type.Fields)
        {
            Assert.Equal(ValueOf(field), field.IsSecret ? secrets[field.Name] : account[field.Name]);
            Assert.Null(field.IsSecret ? account[field.Name] : secrets[field.Name]);
        }

        Assert.Equal(type.HasCertificates ? "a2V5" : null, secrets[AccountType.CertificateField("x509")]);
        Assert.Equal(typeName, body.TypeHint);
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public async Task Read_WhatWasWrittenOfEveryType_IsTheSameAccountWithoutSecrets(string typeName)
    {
        AccountType type = AccountType.Find(typeName)!;
        CloudAccount account = PublicationComposer.AccountOf(await ReadAsync(type), type) with { Path = "users/guest/accounts/12" };

        foreach (UForgeFormat format in Enum.GetValues<UForgeFormat>())
        {
            byte[] written = UForgeWriter.Write(AccountObjects.Create(account), format);
            string text = System.Text.Encoding.UTF8.GetString(written);
            CredAccountBody again = CredAccountReader.Read(await UForgeBodies.ParseAsync(written, format.MediaType(), "credAccount"));

            Assert.DoesNotContain("secret", text.Replace("secretsMissing", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("a2V5", text, StringComparison.Ordinal);
            Assert.Equal(typeName, again.TypeHint);
            Assert.Equal(account.Path, again.Path?.Text);
            Assert.Equal(12, again.Id);
            Assert.Equal(type.PlatformType, again.PlatformType);
            Assert.True(again.Secrets.IsEmpty);
            Assert.Equal(
                account.Fields.Where(pair => type.Fields.Any(field => field.Name == pair.Key && field.IsShown) || pair.Key.Contains('/', StringComparison.Ordinal)).OrderBy(pair => pair.Key),
                again.Fields.OrderBy(pair => pair.Key));
        }
    }

    [Theory]
    [InlineData("<dbId>12</dbId>", true, "users/guest/accounts/12")]
    [InlineData("<uri>users/guest/accounts/12</uri>", true, "users/guest/accounts/12")]
    [InlineData("<uri>users/guest/accounts/12</uri><dbId>12</dbId>", true, "users/guest/accounts/12")]
    [InlineData("<dbId>12</dbId><password>echoed</password>", true, "users/guest/accounts/12")]
    [InlineData("<name>lab</name>", true, null)]
    [InlineData("<name>lab</name><login>me</login><password/>", true, null)]
    [InlineData("<name>lab</name><password>mine</password>", false, null)]
    [InlineData("<login>me</login><password>mine</password>", false, null)]
    [InlineData("<dbId>0</dbId><login>me</login>", false, null)]
    public async Task Read_ReferenceOrOneOff_IsToldApart(string elements, bool isReference, string? path)
    {
        CredAccountBody body = await ReadAsync(elements);

        Assert.Equal(isReference, body.IsReference);
        Assert.Equal(path, body.ReferenceFor("guest")?.Text);
    }

    [Theory]
    [InlineData("v3", "v3")]
    [InlineData("3.0", "v3")]
    [InlineData("http://cloud.example:5000/v3", "v3")]
    [InlineData("https://cloud.example/identity/V3/", "v3")]
    [InlineData("http://cloud.example:5000/v2.0", "v2.0")]
    [InlineData("http://cloud.example:5000/v2.0/", "v2.0")]
    public async Task Read_KeystoneVersionAsPeopleWriteIt_IsTheVersion(string written, string version) =>
        Assert.Equal(version, (await ReadAsync($"<keystoneVersion>{written}</keystoneVersion>")).Fields["keystoneVersion"]);

    [Theory]
    [InlineData("<keystoneVersion>http://cloud.example:5000/</keystoneVersion>", "keystoneVersion")]
    [InlineData("<keystoneVersion>http://cloud.example:5000/v4</keystoneVersion>", "keystoneVersion")]
    [InlineData("<keystoneVersion>ftp://cloud.example/v3</keystoneVersion>", "keystoneVersion")]
    [InlineData("<uri>accounts/12</uri>", "uri")]
    [InlineData("<uri>users/guest/appliances/12</uri>", "uri")]
    [InlineData("<uri>users/guest/appliances/1/accounts/12</uri>", "uri")]
    [InlineData("<uri>https://evil/users/guest/accounts/12</uri>", "uri")]
    [InlineData("<dbId>-1</dbId>", "dbId")]
    [InlineData("<dbId>twelve</dbId>", "dbId")]
    [InlineData("<dbId>99999999999999999999</dbId>", "dbId")]
    [InlineData("<dbId>13</dbId><uri>users/guest/accounts/12</uri>", "dbId")]
    [InlineData("<port>https</port>", "port")]
    [InlineData("<targetPlatform><name>a</name><name>b</name></targetPlatform>", "targetPlatform/name")]
    [InlineData("<certificates><certificate><content>a2V5</content></certificate></certificates>", "certificates/certificate/type")]
    [InlineData("<certificates><certificate><type>pgp</type></certificate></certificates>", "certificates/certificate/type")]
    [InlineData(
        "<certificates><certificate><type>x509</type><content>!</content></certificate></certificates>",
        "certificates/certificate/content")]
    [InlineData(
        "<certificates><certificate><type>x509</type></certificate><certificate><type>x509</type></certificate></certificates>",
        "certificates/certificate/type")]
    public async Task Read_FieldThatIsWrong_Is400NamingIt(string elements, string field)
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => ReadAsync(elements));

        Assert.Equal((400, field), (refusal.Status, refusal.Field));
    }

    [Fact]
    public async Task ReferenceFor_AnotherUsersAccount_Is404()
    {
        CredAccountBody body = await ReadAsync("<uri>users/other/accounts/12</uri>");

        RefusalException refusal = Assert.Throws<RefusalException>(() => body.ReferenceFor("guest"));

        Assert.Equal((404, "credAccount/uri"), (refusal.Status, refusal.Field));
    }

    private static Task<CredAccountBody> ReadAsync(AccountType type)
    {
        string fields = string.Concat(type.Fields.Select(field => $"<{field.Name}>{ValueOf(field)}</{field.Name}>"));
        string certificates = type.HasCertificates
            ? "<certificates><certificate><name>key</name><type>x509</type><content>a2\n V5</content></certificate></certificates>"
            : "";
        return ReadAsync($"<xsi:type>{type.Name}</xsi:type><name>lab</name>{fields}{certificates}");
    }

    private static async Task<CredAccountBody> ReadAsync(string elements) => CredAccountReader.Read(
        await UForgeBodies.ParseAsync($"<ns0:credAccount>{elements}</ns0:credAccount>", rootName: "credAccount"));

    private static string ValueOf(FieldDefinition field) => field switch
    {
        { Name: "keystoneVersion" } => "v3",
        { IsSecret: true } => $"the secret {field.Name}",
        { Kind: FieldKind.WholeNumber } => "443",
        { Kind: FieldKind.Uri } => "https://cloud.example/api",
        { Name: "hostname" or "proxyHost" or "region" or "bucket" } => $"my-{field.Name.ToLowerInvariant()}",
        _ => $"my {field.Name}",
    };
}
