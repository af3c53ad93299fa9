using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImagePublishFunctions.Domain;

/// <summary>A field that a publication or account type adds to its base.</summary>
/// <param name="Name">The name on the wire, for example <c>keystoneUrl</c>.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsSecret">True for what is never shown again: passwords, keys, tokens.</param>
public sealed record FieldDefinition(string Name, FieldKind Kind, bool IsSecret = false)
{
    /// <summary>True for a field that UForge does not know: it is read and kept, and never written into UForge's objects.</summary>
    public bool IsOurs { get; init; }

    /// <summary>True for a field that may be written into UForge's objects.</summary>
    public bool IsShown => !IsSecret && !IsOurs;

    /// <summary>The longest value in characters; a private key or a token may be longer than a name.</summary>
    public int MaximumLength => IsSecret ? 16_384 : 2_048;

    /// <summary>A field of text.</summary>
    public static FieldDefinition Text(string name) => new(name, FieldKind.Text);

    /// <summary>A field of text that is never shown again.</summary>
    public static FieldDefinition Secret(string name) => new(name, FieldKind.Text, IsSecret: true);

    /// <summary>A field that is true or false.</summary>
    public static FieldDefinition Boolean(string name) => new(name, FieldKind.Boolean);

    /// <summary>A field that is a whole number.</summary>
    public static FieldDefinition WholeNumber(string name) => new(name, FieldKind.WholeNumber);

    /// <summary>A field that is a URI.</summary>
    public static FieldDefinition Uri(string name) => new(name, FieldKind.Uri);

    /// <summary>
    /// Brings a value into the one lexical form in which it is stored: <c>true</c>/<c>false</c> (from 1/0 and any case), a canonical
    /// decimal, a trimmed URI or text. A secret is kept as it is.
    /// </summary>
    /// <returns>False when the value is too long, holds a control character, or is not of the kind.</returns>
    public bool TryNormalize(string value, [NotNullWhen(true)] out string? normalized)
    {
        normalized = null;
        string text = IsSecret ? value : value.Trim();
        if (text.Length > MaximumLength || text.Any(char.IsControl)) return false;
        normalized = Kind switch
        {
            FieldKind.Boolean => NormalizeBoolean(text),
            FieldKind.WholeNumber => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : null,
            FieldKind.Uri => text.Any(char.IsWhiteSpace) || !System.Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _) ? null : text,
            _ => text,
        };
        return normalized is not null;
    }

    private static string? NormalizeBoolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" => "true",
        "FALSE" or "0" => "false",
        _ => null,
    };
}
