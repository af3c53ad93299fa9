using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Domain.Tests.Images;

public sealed class ImageFormatTests
{
    private static readonly DetectedFormat Qcow2 = new(DiskFormat.Qcow2, "a qcow2 disk");
    private static readonly DetectedFormat Zip = new(null, "a zip archive");

    [Theory]
    [InlineData("openstackqcow2")]
    [InlineData("kvm")]
    [InlineData("vcenter")]
    public void WhyRefused_FileThatTheFormatMayHave_IsNothing(string name) => Assert.Null(Find(name).WhyRefused(Qcow2));

    [Fact]
    public void WhyRefused_OtherFile_SaysWhatIsNeededAndWhatItIs() =>
        Assert.Equal("An image of format raw needs a raw file, but this file is a qcow2 disk.", Find("raw").WhyRefused(Qcow2));

    [Fact]
    public void WhyRefused_FileThatNoImageIsKeptIn_IsRefusedWhereTheFormatSaysWhatItNeeds()
    {
        Assert.Equal(
            "An image of format docker needs a tar or targz file, but this file is a zip archive.", Find("docker").WhyRefused(Zip));
        Assert.Null(Find("vcenter").WhyRefused(Zip));
    }

    [Fact]
    public void WhyRefused_DiskThatPointsElsewhere_IsRefusedByEveryFormat() =>
        Assert.All(ImageFormat.All, format => Assert.Equal("It is bad.", format.WhyRefused(Qcow2 with { Refusal = "It is bad." })));

    [Theory]
    [InlineData("iso")]
    [InlineData("QCOW2")]
    [InlineData("")]
    [InlineData(null)]
    public void TryFind_NotTheExactName_FindsNone(string? name) => Assert.False(ImageFormat.TryFind(name, out _));

    private static ImageFormat Find(string name) =>
        ImageFormat.TryFind(name, out ImageFormat? format) ? format : throw new ArgumentException(name, nameof(name));
}
