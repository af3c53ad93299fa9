namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>A publication as a request asks for it: read and lexically checked, its type not yet decided.</summary>
public sealed record PublishImageBody
{
    /// <summary>The type that the body claims; null when it claims none.</summary>
    public string? TypeHint { get; init; }

    /// <summary>
    /// The source: <c>parentUri</c>, before July 2018 <c>applianceUri</c>. On image-scoped paths the path wins over it.
    /// </summary>
    public string? ParentUri { get; init; }

    /// <summary>The image; on image-scoped paths the path wins over it.</summary>
    public string? ImageUri { get; init; }

    /// <summary>The target account; null when the body has none.</summary>
    public CredAccountBody? Account { get; init; }

    /// <summary>The fields of any publication type and <c>publishLocation</c>, by name, in lexical form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}
