using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Bodies made to hurt: each ends in a refusal, quickly, without quoting what was sent.</summary>
public sealed class HostileBodyTests
{
    private const string Secret = "s3cr3t-value";

    public static TheoryData<string, string, int> Bodies => new()
    {
        { "dtd", "<!DOCTYPE a [<!ENTITY e 'x'>]>" + UForgeBodies.Wrap("<displayName>&e;</displayName>"), 400 },
        { "external entity", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'>" + UForgeBodies.Wrap(""), 400 },
        { "undefined entity", UForgeBodies.Wrap("<displayName>&e;</displayName>"), 400 },
        { "20,000 deep", UForgeBodies.Wrap(Nested(20_000)), 400 },
        { "20,000 deep in a type", UForgeBodies.Wrap("<xsi:type>" + Nested(20_000) + "</xsi:type>"), 400 },
        { "5 MiB", UForgeBodies.Wrap($"<displayName>{new string('a', 5 << 20)}</displayName>"), 413 },
        { "200,000 elements", UForgeBodies.Wrap(string.Concat(Enumerable.Repeat("<a/>", 200_000))), 400 },
        { "over-long text", UForgeBodies.Wrap($"<displayName>{new string('a', 100_000)}</displayName>"), 400 },
        { "NUL", UForgeBodies.Wrap("<displayName>a\0b</displayName>"), 400 },
        { "NUL as a reference", UForgeBodies.Wrap("<displayName>a&#0;b</displayName>"), 400 },
        { "control character", UForgeBodies.Wrap("<displayName>a&#x7;b</displayName>"), 400 },
        { "C1 control character", UForgeBodies.Wrap("<displayName>a&#x85;b</displayName>"), 400 },
        { "line break in a name", UForgeBodies.Wrap("<displayName>a\nb</displayName>"), 400 },
        { "two accounts", UForgeBodies.Wrap("<credAccount/><credAccount/>"), 400 },
        { "two passwords", UForgeBodies.Wrap("<credAccount><password>a</password><password>a</password></credAccount>"), 400 },
        { "elements for text", UForgeBodies.Wrap("<displayName><b>web</b></displayName>"), 400 },
        { "unclosed", "<ns0:publishImage>", 400 },
        { "two roots", UForgeBodies.Wrap("") + UForgeBodies.Wrap(""), 400 },
        { "only an xsi element", "<xsi:type/>", 400 },
        { "invalid UTF-8", "\uFFFD", 400 },
    };

    /// <summary>Bodies just below 1 MiB that cost a careless reader a time that grows with their square.</summary>
    public static TheoryData<string, string> QuadraticBodies => new()
    {
        { "a type split by comments", InType(Repeat("a<!---->", 120_000)) },
        { "a type split by instructions", InType(Repeat("a<?b?>", 150_000)) },
        { "a type with empty children", InType(Repeat("a<b/>", 170_000)) },
        { "a type of CDATA sections", InType(Repeat("<![CDATA[a]]>", 80_000)) },
        { "a type of references", InType(Repeat("&#97;", 190_000)) },
        { "a text split by comments", InName(Repeat("a<!---->", 120_000)) },
        { "a text of CDATA sections", InName(Repeat("<![CDATA[a]]>", 80_000)) },
        { "a text with empty children", InName(Repeat("a<b/>", 170_000)) },
        { "comments alone", UForgeBodies.Wrap(Repeat("<!---->", 140_000)) },
        { "comments before the root", Repeat("<!---->", 140_000) + UForgeBodies.Wrap("") },
        { "elements of another use of the namespace", UForgeBodies.Wrap(Repeat("<xsi:a/>", 120_000)) },
        { "attributes", $"<publishImage {Numbered("a{0}='' ", 80_000)}/>" },
        { "namespaces", $"<publishImage {Numbered("xmlns:a{0}='b' ", 55_000)}/>" },
        { "prefixes that no element declares", UForgeBodies.Wrap(Numbered("<b{0}:a/>", 80_000)) },
        { "names", UForgeBodies.Wrap(Numbered("<a{0}/>", 100_000)) },
    };

    public static TheoryData<string, string, int> JsonBodies => new()
    {
        { "20,000 deep", string.Concat(Enumerable.Repeat("{\"a\":", 20_000)) + "1" + new string('}', 20_000), 400 },
        { "20,000 lists deep", "{\"a\":" + new string('[', 20_000) + new string(']', 20_000) + "}", 400 },
        { "list of lists", "{\"a\":[[1]]}", 400 },
        { "5 MiB", "{\"displayName\":\"" + new string('a', 5 << 20) + "\"}", 413 },
        { "200,000 elements", "{\"a\":[" + string.Join(',', Enumerable.Repeat("1", 200_000)) + "]}", 400 },
        { "NUL", "{\"displayName\":\"a\\u0000b\"}", 400 },
        { "lone surrogate", "{\"displayName\":\"a\\ud800b\"}", 400 },
        { "lone surrogate in a name", "{\"a\\ud800b\":1}", 400 },
        { "not a character", "{\"displayName\":\"a\\uffffb\"}", 400 },
        { "two accounts", "{\"credAccount\":{},\"credAccount\":{}}", 400 },
        { "a list of accounts", "{\"credAccount\":[{},{}]}", 400 },
        { "object for text", "{\"displayName\":{\"a\":1}}", 400 },
        { "number for an account", "{\"credAccount\":{\"dbId\":1.5}}", 400 },
        { "a list", "[]", 400 },
        { "a text", "\"publishImage\"", 400 },
        { "a comment", "{/* */}", 400 },
        { "unclosed", "{\"publishImage\":{", 400 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Xml_MadeToHurt_IsRefused(string what, string body, int status)
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync(body));

        Assert.True(status == refusal.Status, $"{what}: {refusal.Status} {refusal.Message}");
        Assert.InRange(refusal.Message.Length, 1, 300);
    }

    [Theory]
    [MemberData(nameof(QuadraticBodies))]
    public async Task Xml_OfManySmallParts_IsRefusedWithinASecond(string what, string body)
    {
        Assert.InRange(body.Length, 500_000, 1 << 20);
        var watch = Stopwatch.StartNew();

        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync(body));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"{what}: {watch.Elapsed}");
        Assert.Equal(400, refusal.Status);
    }

    [Fact]
    public async Task Xml_LaidOutElementsUpToTheirLimit_AreRead()
    {
        UForgeElement root = await UForgeBodies.ParseAsync(UForgeBodies.Wrap(Repeat("\n  <a b='c'>d</a>", 9_999)));

        Assert.Equal(9_999, root.Children.Count);
    }

    [Theory]
    [MemberData(nameof(JsonBodies))]
    public async Task Json_MadeToHurt_IsRefused(string what, string body, int status)
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync(body, "application/json"));

        Assert.True(status == refusal.Status, $"{what}: {refusal.Status} {refusal.Message}");
        Assert.InRange(refusal.Message.Length, 1, 300);
    }

    [Fact]
    public async Task Depth_OfThirtyTwoLevels_IsTheMost()
    {
        await UForgeBodies.ReadAsync(UForgeBodies.Wrap(Nested(31)));
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadAsync(UForgeBodies.Wrap(Nested(32))));

        Assert.Contains("deeper than 32", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BytesThatAreNotUtf8_InEitherFormat_Are400()
    {
        byte[] xml = [.. "<publishImage><displayName>"u8, 0xFF, 0xFE, .. "</displayName></publishImage>"u8];
        byte[] json = [.. "{\"displayName\":\""u8, 0xFF, .. "\"}"u8];

        Assert.Equal(400, (await UForgeBodies.RefusalAsync(() => UForgeBodies.ParseAsync(xml))).Status);
        Assert.Equal(400, (await UForgeBodies.RefusalAsync(() => UForgeBodies.ParseAsync(json, "application/json"))).Status);
    }

    [Theory]
    [InlineData("<credAccount><password>" + Secret + "</credAccount>")]
    [InlineData("<credAccount><password>a<" + Secret + "</password></credAccount>")]
    [InlineData("<credAccount><password>&" + Secret + ";</password></credAccount>")]
    [InlineData("<credAccount><password>" + Secret + "\u0085</password></credAccount>")]
    [InlineData("<credAccount><password>" + Secret + "</password><password>" + Secret + "</password></credAccount>")]
    [InlineData("<credAccount><password><" + Secret + "/></password></credAccount>")]
    [InlineData("<credAccount><certificates><certificate><type>x509</type><content>" + Secret
        + "!</content></certificate></certificates></credAccount>")]
    public async Task Refusal_OfABodyWithASecret_NeverQuotesIt(string elements)
    {
        RefusalException refusal = await UForgeBodies.RefusalAsync(() => UForgeBodies.ReadFieldsAsync(elements));

        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.Field ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsRead_PrintedAsText_ShowsNoSecret()
    {
        string xml = UForgeBodies.Wrap($"<credAccount><password>{Secret}</password></credAccount>");
        UForgeElement element = await UForgeBodies.ParseAsync(xml);
        PublishImageBody body = PublishImageReader.Read(element);

        Assert.Equal(Secret, body.Account!.Secrets["password"]);
        Assert.DoesNotContain(Secret, $"{element} {body} {body.Account} {body.Account.Secrets}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_AboveTheLimit_IsNotReadToItsEnd()
    {
        EndlessStream stream = new();

        RefusalException refusal = await UForgeBodies.RefusalAsync(
            () => UForgeBodyReader.ReadAsync(stream, "application/xml", "publishImage", CancellationToken.None));

        Assert.Equal(413, refusal.Status);
        Assert.InRange(stream.BytesRead, 1 << 20, (1 << 20) + 65_536);
    }

    private static string InType(string content) => UForgeBodies.Wrap($"<xsi:type>{content}</xsi:type>");

    private static string InName(string content) => UForgeBodies.Wrap($"<displayName>{content}</displayName>");

    private static string Repeat(string part, int times) => string.Concat(Enumerable.Repeat(part, times));

    private static string Numbered(string format, int times) =>
        string.Concat(Enumerable.Range(0, times).Select(number => string.Format(CultureInfo.InvariantCulture, format, number)));

    private static string Nested(int depth)
    {
        StringBuilder text = new();
        for (int i = 0; i < depth; i++) text.Append("<a>");
        for (int i = 0; i < depth; i++) text.Append("</a>");
        return text.ToString();
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long BytesRead { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            BytesRead += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
