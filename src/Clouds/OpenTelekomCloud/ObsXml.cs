using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>S3's XML, whatever namespace a service writes it in.</summary>
internal static class ObsXml
{
    private static readonly XmlReaderSettings s_settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Reads a success; <paramref name="read"/> may throw FormatException.</summary>
    /// <exception cref="CloudException">BadAnswer: no XML, or not what was asked for.</exception>
    public static T Read<T>(CloudAnswer answer, string root, Func<XElement, T> read)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(answer.ReadBody()), s_settings);
            var element = XElement.Load(reader);
            if (element.Name.LocalName == root) return read(element);
        }
        catch (Exception error) when (error is XmlException or FormatException or OverflowException)
        {
            // told below, without the parser's words: they quote the answer
        }

        var kind = answer.Call.Changes ? CloudErrorKind.Unknown : CloudErrorKind.Permanent;
        throw new CloudException(
            kind, CloudErrorCode.BadAnswer, $"{answer.Call.Name}: the answer {(int)answer.Status} is not the XML that S3 promises.", (int)answer.Status);
    }

    public static IEnumerable<XElement> Children(XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    public static string? Text(XElement element, string name) => Children(element, name).FirstOrDefault()?.Value;

    public static string Required(XElement element, string name) =>
        Text(element, name) is { Length: > 0 } text ? text : throw new FormatException($"{name} is missing.");

    public static ObsPart Part(XElement part) => new(
        int.Parse(Required(part, "PartNumber"), CultureInfo.InvariantCulture),
        Required(part, "ETag").Trim('"'),
        long.Parse(Required(part, "Size"), CultureInfo.InvariantCulture));

    public static byte[] Complete(IEnumerable<ObsPart> parts) => Encoding.UTF8.GetBytes(new XElement(
        "CompleteMultipartUpload",
        parts.Select(part => new XElement("Part", new XElement("PartNumber", part.Number), new XElement("ETag", $"\"{part.ETag}\""))))
        .ToString(SaveOptions.DisableFormatting));
}
