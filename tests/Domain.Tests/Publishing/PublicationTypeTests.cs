using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;

namespace ImagePublishFunctions.Domain.Tests.Publishing;

public sealed class PublicationTypeTests
{
    [Fact]
    public void All_HasEveryTypeOnceWithItsOwnAccountType()
    {
        Assert.Equal(14, PublicationType.All.Where(type => type.ShownAs is null).Select(type => type.Name).Distinct().Count());
        Assert.Equal(AccountType.All, PublicationType.All.Select(type => type.AccountType));
        Assert.All(PublicationType.All, type => Assert.Same(type, PublicationType.Find(type.Name)));
        Assert.All(AccountType.All, type => Assert.Same(type, AccountType.Find(type.Name)));
        Assert.Null(PublicationType.Find("PublishImageMars"));
        Assert.Null(AccountType.Find(null));
    }

    [Fact]
    public void All_FormatsBelongToOneTypeEach()
    {
        string[] formats = [.. PublicationType.All.SelectMany(type => type.ImageFormats)];

        Assert.Equal(formats.Distinct(), formats);
    }

    /// <summary>Fields are read before the type is known, so a name must mean the same wherever it stands.</summary>
    [Fact]
    public void All_FieldsOfOneName_AreOfOneKind()
    {
        Assert.All(PublicationType.All.SelectMany(type => type.Fields).GroupBy(field => field.Name), AssertSame);
        Assert.All(AccountType.All.SelectMany(type => type.Fields).GroupBy(field => field.Name), AssertSame);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("secretAccessKeyId")]
    [InlineData("applicationKey")]
    [InlineData("secretApiKey")]
    [InlineData("token")]
    public void AccountFields_ThatUForgeWithholds_AreSecret(string name)
    {
        FieldDefinition[] fields = [.. AccountType.All.SelectMany(type => type.Fields).Where(field => field.Name == name)];

        Assert.NotEmpty(fields);
        Assert.All(fields, field => Assert.True(field.IsSecret));
    }

    [Fact]
    public void AccountSecrets_AsText_ShowNothing() =>
        Assert.DoesNotContain(
            "hidden", $"{new AccountSecrets(new Dictionary<string, string> { ["password"] = "hidden" })}", StringComparison.Ordinal);

    private static void AssertSame(IGrouping<string, FieldDefinition> fields) => Assert.Single(fields.Distinct());
}
