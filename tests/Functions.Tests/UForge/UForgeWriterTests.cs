using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using ImagePublishFunctions.Http.UForge;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Functions.Tests.UForge;

public sealed class UForgeWriterTests
{
    private static readonly XNamespace UForge = UForgeNames.Namespace;
    private static readonly XName TypeAttribute = XName.Get("type", UForgeNames.SchemaInstance);

    public static TheoryData<string> RootTypes =>
        [.. UForgeSchema.Types.Where(type => !type.IsAbstract && type.RootName is not null).Select(type => type.Name)];

    public static TheoryData<string> Lists => [.. UForgeSchema.Lists.Select(list => list.Root)];

    [Theory]
    [MemberData(nameof(RootTypes))]
    public void Xml_OfEveryTypeWithEveryField_FollowsTheOrderAndTheXsd(string typeName)
    {
        UForgeObject value = UForgeSamples.Full(typeName);

        XDocument document = UForgeSamples.Parse(UForgeWriter.Write(value, UForgeFormat.Xml));

        Assert.Equal(UForge + value.Type.RootName!, document.Root!.Name);
        Assert.Equal(value.Type.Fields.Select(field => (XName)field.Name), document.Root.Elements().Select(element => element.Name));
        Assert.Equal(value.Type.CarriesType ? $"ns0:{typeName}" : null, document.Root.Attribute(TypeAttribute)?.Value);
        Assert.All(
            document.Descendants("credAccount"),
            account => Assert.StartsWith("ns0:CredAccount", account.Attribute(TypeAttribute)!.Value, StringComparison.Ordinal));
        Assert.All(document.Root.Descendants(), element => Assert.Equal(XNamespace.None, element.Name.Namespace));
        Assert.Empty(UForgeXsd.Validate(document));
    }

    [Theory]
    [MemberData(nameof(RootTypes))]
    public void Json_OfEveryTypeWithEveryField_HasXmlsNamesAndNativeValues(string typeName)
    {
        UForgeObject value = UForgeSamples.Full(typeName);

        using JsonDocument document = JsonDocument.Parse(UForgeWriter.Write(value, UForgeFormat.Json));

        JsonElement root = document.RootElement.GetProperty(value.Type.RootName!);
        Assert.Equal(
            value.Type.Fields.Select(field => field.Name),
            root.EnumerateObject().Select(property => property.Name).Where(name => name != "@type"));
        string? type = root.TryGetProperty("@type", out JsonElement element) ? element.GetString() : null;
        Assert.Equal(value.Type.CarriesType ? typeName : null, type);
        foreach (UForgeField field in value.Type.Fields)
        {
            JsonValueKind kind = field.Kind switch
            {
                UForgeValueKind.Boolean => JsonValueKind.True,
                UForgeValueKind.Number => JsonValueKind.Number,
                UForgeValueKind.Text or UForgeValueKind.Time => JsonValueKind.String,
                _ => JsonValueKind.Object,
            };
            Assert.Equal(kind, root.GetProperty(field.Name).ValueKind);
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Xml_OfEveryList_FollowsTheXsdFullAndEmpty(string root)
    {
        UForgeListType list = UForgeSchema.FindList(root);
        UForgeObject[] items =
        [
            .. UForgeSchema.Types.Where(type => type.Is(list.ItemTypeName) && type.RootName == list.ItemName && !type.IsAbstract)
                .Select(type => UForgeSamples.Full(type.Name)),
        ];

        foreach (UForgeObject[] some in new[] { items, [] })
        {
            UForgeList full = new(root, some.Length, some.ToAsyncEnumerable());
            XDocument document = UForgeSamples.Parse(await WriteAsync(full, UForgeFormat.Xml));

            Assert.Equal(UForge + root, document.Root!.Name);
            Assert.Equal(["total", root], document.Root.Elements().Select(element => element.Name.ToString()));
            Assert.Equal(some.Length, document.Root.Element(root)!.Elements(list.ItemName).Count());
            Assert.Equal(
                some.Where(item => item.Type.CarriesType).Select(item => $"ns0:{item.Type.Name}"),
                document.Root.Element(root)!.Elements().Attributes(TypeAttribute).Select(attribute => attribute.Value));
            Assert.Empty(UForgeXsd.Validate(document));
        }
    }

    [Fact]
    public async Task Json_OfAList_IsAnArrayUnderTheItemsNameEvenWhenEmpty()
    {
        UForgeList empty = new("publishImages", 0, AsyncEnumerable.Empty<UForgeObject>());
        UForgeList one = new("publishImages", null, new[] { PublicationObjects.Ticket(UForgeSamples.Ticket) }.ToAsyncEnumerable());

        Assert.Equal(
            """{"publishImages":{"total":0,"publishImages":{"publishImage":[]}}}""",
            Encoding.UTF8.GetString(await WriteAsync(empty, UForgeFormat.Json)));
        using JsonDocument document = JsonDocument.Parse(await WriteAsync(one, UForgeFormat.Json));
        JsonElement item = document.RootElement.GetProperty("publishImages").GetProperty("publishImages").GetProperty("publishImage")[0];
        Assert.Equal("PublishImageOpenStack", item.GetProperty("@type").GetString());
    }

    [Fact]
    public void Xml_OfAStatus_IsSpelledAsClientsCompareIt()
    {
        UForgeObject status = new("ServiceStatus") { ["version"] = "3.8.13", ["alive"] = true, ["created"] = UForgeSamples.Time };

        string xml = Encoding.UTF8.GetString(UForgeWriter.Write(status, UForgeFormat.Xml));

        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?><ns0:serviceStatus xmlns:", xml, StringComparison.Ordinal);
        Assert.Contains("xmlns:ns0=\"http://www.usharesoft.com/uforge\"", xml, StringComparison.Ordinal);
        Assert.EndsWith(
            "><created>2026-01-05T10:00:00.120Z</created><alive>true</alive><version>3.8.13</version></ns0:serviceStatus>",
            xml,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Object_FieldUnknownOrOfAnotherKind_Throws()
    {
        UForgeObject status = new("OpStatus");

        Assert.Throws<ArgumentException>(() => status["opinion"] = "none");
        Assert.Throws<ArgumentException>(() => status["percentage"] = "25");
        Assert.Throws<ArgumentException>(() => status["complete"] = "True");
        Assert.Throws<ArgumentException>(() => new UForgeObject("TargetPlatform")["type"] = "mars");
        Assert.Throws<ArgumentException>(() => new UForgeObject("Image")["credAccount"] = status);
        Assert.Throws<ArgumentException>(() => new UForgeObject("CredAccountOpenStack")["password"] = "secret");
        Assert.Throws<ArgumentException>(() => new UForgeObject("PublishImage"));
        Assert.Throws<ArgumentException>(() => new UForgeObject("Nothing"));
    }

    [Fact]
    public async Task List_ItemOfAnotherType_Throws()
    {
        UForgeList list = new("publishImages", 1, new[] { new UForgeObject("OpStatus") }.ToAsyncEnumerable());

        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(list, UForgeFormat.Xml));
    }

    [Fact]
    public void Text_ThatXmlCannotCarry_IsReplacedAndTheRestKept()
    {
        UForgeObject status = new("OpStatus") { ["message"] = "a\0b\uD800c\r\nd😀<&>" };

        XDocument document = UForgeSamples.Parse(UForgeWriter.Write(status, UForgeFormat.Xml));

        Assert.Equal("a\uFFFDb\uFFFDc\r\nd😀<&>", document.Root!.Element("message")!.Value);
    }

    [Theory]
    [InlineData(UForgeFormat.Xml)]
    [InlineData(UForgeFormat.Json)]
    public async Task List_OfTenThousand_PassesThroughInSmallPieces(UForgeFormat format)
    {
        PieceCounter output = new();
        UForgeList list = new("publishImages", 10_000, Tickets(10_000));

        await UForgeWriter.WriteAsync(output, list, format, CancellationToken.None);

        Assert.InRange(output.Total, 5_000_000, 50_000_000);
        Assert.InRange(output.Largest, 1, 32_768);
    }

    private static async IAsyncEnumerable<UForgeObject> Tickets(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.CompletedTask;
            yield return PublicationObjects.Ticket(UForgeSamples.Ticket);
        }
    }

    private static async Task<byte[]> WriteAsync(UForgeList list, UForgeFormat format)
    {
        using MemoryStream output = new();
        await UForgeWriter.WriteAsync(output, list, format, CancellationToken.None);
        return output.ToArray();
    }

    /// <summary>Takes only asynchronous writes, as the web server's response does.</summary>
    private sealed class PieceCounter : MemoryStream
    {
        public long Total { get; private set; }

        public int Largest { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous write.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("Synchronous write.");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Total += buffer.Length;
            Largest = Math.Max(Largest, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
