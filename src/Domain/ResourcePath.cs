using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImagePublishFunctions.Domain;

/// <summary>
/// The path of a resource as UForge's wire writes it: relative, no leading slash, below one user, collections and decimal ids in turn,
/// for example <c>users/guest/appliances/5/images/116/pimages/7</c>. Two paths are equal when their texts are.
/// </summary>
public sealed record ResourcePath
{
    private const string Users = "users";

    private ResourcePath(string login, string text)
    {
        Login = login;
        Text = text;
    }

    /// <summary>The login name of the user below whom the resource stands.</summary>
    public string Login { get; }

    /// <summary>The whole path, for example <c>users/guest/appliances/5</c>.</summary>
    public string Text { get; }

    /// <summary>The id at the end of the path.</summary>
    public long Id => long.Parse(Text.AsSpan(Text.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);

    /// <summary>The collection that the resource stands in: <c>pimages</c> for <c>users/guest/appliances/5/images/116/pimages/7</c>.</summary>
    public string Collection => Text.Split('/')[^2];

    /// <summary>The resource one level up, null for one that stands directly below its user.</summary>
    public ResourcePath? Parent
    {
        get
        {
            string[] segments = Text.Split('/');
            return segments.Length <= 4 ? null : new ResourcePath(Login, string.Join('/', segments[..^2]));
        }
    }

    /// <summary>The path of a resource in a collection directly below a user.</summary>
    public static ResourcePath Of(string login, string collection, long id)
    {
        ArgumentException.ThrowIfNullOrEmpty(login);
        return new ResourcePath(login, string.Create(CultureInfo.InvariantCulture, $"{Users}/{login}/{collection}/{id}"));
    }

    /// <summary>The path of a resource in a collection below this one.</summary>
    public ResourcePath Child(string collection, long id) =>
        new(Login, string.Create(CultureInfo.InvariantCulture, $"{Text}/{collection}/{id}"));

    /// <summary>True when this path is the other one or stands below it.</summary>
    public bool IsWithin(ResourcePath other) => Text == other.Text || Text.StartsWith(other.Text + "/", StringComparison.Ordinal);

    /// <summary>Reads a path; a leading slash is tolerated, ids must be positive decimals without sign or leading zeros.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ResourcePath? path)
    {
        path = null;
        string[] segments = (text ?? "").TrimStart('/').Split('/');
        if (segments.Length < 4 || segments.Length % 2 != 0 || segments[0] != Users || segments[1].Length == 0) return false;
        for (int i = 2; i < segments.Length; i += 2)
        {
            if (segments[i].Length == 0 || !segments[i].All(char.IsAsciiLetterLower) || !TryParseId(segments[i + 1], out _)) return false;
        }

        path = new ResourcePath(segments[1], string.Join('/', segments));
        return true;
    }

    /// <summary>Reads a canonical id: 1 to 2^53 - 1 in decimal digits, no sign, no leading zero.</summary>
    public static bool TryParseId(string? text, out long id) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id)
        && id is > 0 and < 1L << 53 && text![0] != '0';

    /// <inheritdoc />
    public override string ToString() => Text;
}
