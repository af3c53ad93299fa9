using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Domain.Tests.Images.Containers;

/// <summary>The grammars of the OCI distribution specification.</summary>
public sealed class ContainerNameTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("team/web")]
    [InlineData("a1/b.c/d_e/f__g/h-i/j---k")]
    public void TryParse_RepositoryName_IsTaken(string text)
    {
        Assert.True(RepositoryName.TryParse(text, out RepositoryName? name));
        Assert.Equal(text, name.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Web")]
    [InlineData("/web")]
    [InlineData("web/")]
    [InlineData("a//b")]
    [InlineData("a..b")]
    [InlineData("a___b")]
    [InlineData("-a")]
    [InlineData("a.")]
    [InlineData("a b")]
    [InlineData("../a")]
    [InlineData("a?b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    public void TryParse_NoRepositoryName_IsRefused(string text) => Assert.False(RepositoryName.TryParse(text, out _));

    [Fact]
    public void TryParse_RepositoryNameOfManyCharacters_IsTakenUpTo255()
    {
        Assert.True(RepositoryName.TryParse(new string('a', 255), out _));
        Assert.False(RepositoryName.TryParse(new string('a', 256), out _));
        Assert.False(RepositoryName.TryParse(new string('a', 100_000) + "!", out _));
    }

    [Theory]
    [InlineData(null, "web", "web")]
    [InlineData("", "web", "web")]
    [InlineData("team/sub", "web", "team/sub/web")]
    public void TryParse_NamespaceAndRepository_AreJoined(string? space, string repository, string expected)
    {
        Assert.True(RepositoryName.TryParse(space, repository, out RepositoryName? name));
        Assert.Equal(expected, name.Text);
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("_x", true)]
    [InlineData("V1.0-rc.1_A", true)]
    [InlineData(".1", false)]
    [InlineData("-1", false)]
    [InlineData("a/b", false)]
    [InlineData("a:b", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsValid_Tag_FollowsTheGrammar(string? text, bool expected)
    {
        Assert.Equal(expected, TagName.IsValid(text));
        Assert.False(TagName.IsValid(new string('a', 129)));
    }

    [Theory]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", true)]
    [InlineData("sha256:E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", false)]
    [InlineData("sha256:e3b0", false)]
    [InlineData("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", false)]
    [InlineData("sha256:../../etc/passwd/afbf4c8996fb92427ae41e4649b934ca495991b7852b8550", false)]
    public void TryParse_Digest_FollowsTheGrammar(string text, bool expected)
    {
        Assert.Equal(expected, ContentDigest.TryParse(text, out ContentDigest? digest));
        Assert.Equal(expected, digest == ContentDigest.Of([]));
    }
}
