using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>
/// The SHA-256 digest of a content, in the form <c>sha256:</c> and 64 lower-case hexadecimal digits (OCI image specification,
/// descriptor.md). Its sha512 form is not supported: nothing writes it.
/// </summary>
public sealed record ContentDigest
{
    private const string Prefix = "sha256:";

    private ContentDigest(string text) => Text = text;

    /// <summary>The whole digest, for example <c>sha256:e3b0…</c>.</summary>
    public string Text { get; }

    /// <summary>The digits alone.</summary>
    public string Hex => Text[Prefix.Length..];

    /// <summary>The digest of a content.</summary>
    public static ContentDigest Of(ReadOnlySpan<byte> content) => OfHash(SHA256.HashData(content));

    /// <summary>The digest that is a SHA-256 hash of 32 bytes.</summary>
    public static ContentDigest OfHash(ReadOnlySpan<byte> hash) => new(Prefix + Convert.ToHexStringLower(hash));

    /// <summary>Reads a digest.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ContentDigest? digest)
    {
        bool isDigest = text is { Length: 71 } && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.Skip(Prefix.Length).All(char.IsAsciiHexDigitLower);
        digest = isDigest ? new ContentDigest(text!) : null;
        return digest is not null;
    }

    /// <inheritdoc />
    public override string ToString() => Text;
}
