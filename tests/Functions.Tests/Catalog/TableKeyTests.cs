using System.Text;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

public sealed class TableKeyTests
{
    private static readonly string[] Texts =
    [
        "", " ", "!", "!2F", "#", "%2F", "'", "-", ".", "/", "0", "9", ":", "=3A", "?", "@", "A", "Z", "[", "\\", "_", "_5F", "a", "z", "~",
        "\0", "\u001f", "\u007f", "\u0085", "ä", "日本", "😀", "guest", "guest/", "guest.", "guest/appliances", "guest@example.com",
        "users/guest/appliances/5", "users/guest/appliances/5/images/116", "users/guest/appliances/50", "users/guest2/appliances/5",
    ];

    [Fact]
    public void Encode_AnyText_ComesBackAndHoldsOnlyWhatKeysMayHold()
    {
        foreach (string text in Texts)
        {
            string key = TableKey.Encode(text);
            Assert.Equal(text, TableKey.Decode(key));
            Assert.Matches("^[0-9A-Za-z!=_~]*$", key);
        }
    }

    [Fact]
    public void Encode_TwoTexts_SortAndNestAsTheirBytesDo()
    {
        foreach (string one in Texts)
        {
            foreach (string other in Texts)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(one);
                byte[] otherBytes = Encoding.UTF8.GetBytes(other);
                (string key, string otherKey) = (TableKey.Encode(one), TableKey.Encode(other));
                Assert.Equal(Math.Sign(bytes.AsSpan().SequenceCompareTo(otherBytes)), Math.Sign(string.CompareOrdinal(key, otherKey)));
                Assert.Equal(otherBytes.AsSpan().StartsWith(bytes), otherKey.StartsWith(key, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Encode_HalfASurrogatePair_IsAReplacementCharacter() =>
        Assert.Equal("a\uFFFDb", TableKey.Decode(TableKey.Encode("a\uD800b")));

    [Theory]
    [InlineData("users/guest/appliances/5/images/1", true)]
    [InlineData("users/guest/appliances/5/images/999999/pimages/1", true)]
    [InlineData("users/guest/appliances/5", false)]
    [InlineData("users/guest/appliances/50/images/1", false)]
    [InlineData("users/guest/appliances/4/images/1", false)]
    [InlineData("users/guest/scannedinstances/5", false)]
    public void BelowFilter_OfAnAppliance_TakesInWhatStandsBelowIt(string text, bool isBelow)
    {
        string[] filter = TableKey.BelowFilter(ResourcePath.Of("guest", "appliances", 5)).Split('\'');
        string key = TableKey.Encode(text);

        Assert.Equal("guest", filter[1]);
        Assert.Equal(isBelow, string.CompareOrdinal(key, filter[3]) >= 0 && string.CompareOrdinal(key, filter[5]) < 0);
    }
}
