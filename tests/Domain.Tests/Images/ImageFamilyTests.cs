using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Domain.Tests.Images;

public sealed class ImageFamilyTests
{
    [Fact]
    public void ImagePath_EachFamily_IsSpelledAsOnTheWireAndRecognised()
    {
        AssertPath("users/guest/appliances/5/images/116", ImageFamily.Appliance, 5, 116);
        AssertPath("users/guest/scannedinstances/1/scans/2/images/3", ImageFamily.Scan, 1, 2, 3);
        AssertPath("users/guest/mysoftware/1/templates/2/images/3", ImageFamily.ContainerTemplate, 1, 2, 3);
    }

    [Theory]
    [InlineData("users/guest/appliances/5")]
    [InlineData("users/guest/images/5")]
    [InlineData("users/guest/mysoftware/5/images/6")]
    [InlineData("users/guest/scannedinstances/1/templates/2/images/3")]
    [InlineData("users/guest/appliances/5/images/116/pimages/7")]
    public void Of_PathWhereNoImageStands_IsNone(string text)
    {
        Assert.True(ResourcePath.TryParse(text, out ResourcePath? path));
        Assert.Null(ImageFamily.Of(path));
    }

    private static void AssertPath(string expected, ImageFamily family, params long[] ids)
    {
        ResourcePath path = family.ImagePath("guest", ids);
        Assert.Equal(expected, path.Text);
        Assert.Same(family, ImageFamily.Of(path));
        Assert.Equal(path.Parent, family.ParentPath("guest", ids.AsSpan()[..^1]));
    }
}
