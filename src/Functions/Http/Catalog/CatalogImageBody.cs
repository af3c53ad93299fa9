using System.Text.Json;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>
/// The body of a registration: <c>{"name","version","format","parent":{"name","version"}}</c> and, if wanted, <c>revision</c> (a number
/// from 0), <c>description</c>, <c>osType</c>, <c>architecture</c> and <c>tags</c> (a list). Anything else is refused, so that no misspelt field is lost.
/// </summary>
internal sealed record CatalogImageBody(
    string? Name,
    string? Version,
    string? Format,
    CatalogParentBody? Parent,
    int? Revision,
    string? Description,
    string? OsType,
    string? Architecture,
    IReadOnlyList<string?>? Tags)
{
    private const int LongestBody = 64 * 1024;
    private const int LongestName = 255;
    private const int LongestDescription = 4096;
    private const int MostTags = 50;

    /// <summary>Reads the image that a request registers.</summary>
    /// <exception cref="RefusalException">400 naming the field that is wrong, 413 above 64 KiB.</exception>
    public static async Task<CatalogImage> ReadAsync(HttpRequest request, ResourcePath path, CancellationToken cancellationToken)
    {
        byte[] bytes = await ReadBytesAsync(request, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(bytes, CatalogJson.Default.CatalogImageBody) is { } body
                ? body.ToImage(path)
                : throw Wrong(null, "The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            string? field = e.Path?.TrimStart('$').TrimStart('.');
            throw string.IsNullOrEmpty(field)
                ? Wrong(null, "The body must be a JSON object, its members each once, that describes the image.")
                : Wrong(field, $"The field {field} is unknown, given twice or has a value of the wrong type.");
        }
    }

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[LongestBody + 1];
        int length = request.ContentLength > LongestBody
            ? bytes.Length
            : await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= LongestBody
            ? bytes[..length]
            : throw new RefusalException(
                StatusCodes.Status413PayloadTooLarge, "BODY_TOO_LARGE", $"The body may have {LongestBody} bytes at most.");
    }

    private static string Text(string? value, string field, int longest = LongestName) =>
        Optional(value, field, longest) is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw Wrong(field, $"The field {field} is missing or empty.");

    private static string? Optional(string? value, string field, int longest = LongestName) =>
        value is null ? null
        : value.Length > longest ? throw Wrong(field, $"The field {field} may have {longest} characters at most.")
        : value.Any(c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\uFFFE' or '\uFFFF')
            ? throw Wrong(field, $"The field {field} holds a control character.")
        : value;

    private static RefusalException Wrong(string? field, string message) =>
        new(StatusCodes.Status400BadRequest, "IMAGE_INVALID", message, field);

    private string TagLines()
    {
        if (Tags?.Count > MostTags) throw Wrong("tags", $"The field tags may have {MostTags} tags at most.");
        string[] tags = [.. (Tags ?? []).Select((tag, i) => Text(tag, $"tags[{i}]")).Distinct()];
        return Array.Exists(tags, tag => tag.Any(char.IsControl)) ? throw Wrong("tags", "The field tags holds a control character.") : string.Join('\n', tags);
    }

    private CatalogImage ToImage(ResourcePath path) => new()
    {
        Path = path.Text,
        Name = Text(Name, "name"),
        Version = Text(Version, "version"),
        Format = ImageFormat.TryFind(Text(Format, "format"), out ImageFormat? format)
            ? format.Name
            : throw Wrong("format", $"The format {Format} is unknown. Known are {string.Join(' ', ImageFormat.All.Select(f => f.Name))}."),
        ParentName = Text(Parent?.Name, "parent.name"),
        ParentVersion = Text(Parent?.Version, "parent.version"),
        Revision = Revision is null or >= 0 ? Revision : throw Wrong("revision", "The field revision must be 0 or more."),
        Description = Optional(Description, "description", LongestDescription),
        OsType = Optional(OsType, "osType"),
        Architecture = Optional(Architecture, "architecture"),
        Tags = TagLines(),
    };
}
