namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>A type of UForge's XSD: which fields stand in what order.</summary>
/// <param name="Name">The name in the XSD.</param>
/// <param name="Parent">The type that it extends; its fields come first.</param>
/// <param name="OwnFields">The fields that it adds, in the order of the XSD.</param>
public sealed record UForgeType(string Name, UForgeType? Parent, params IReadOnlyList<UForgeField> OwnFields)
{
    /// <summary>The root element that holds one; null for types that are only parts of others.</summary>
    public string? Root { get; init; }

    /// <summary>True for a type that only others extend.</summary>
    public bool IsAbstract { get; init; }

    /// <summary>True for the heirs of an abstract type: each carries <c>xsi:type</c>, nested and in lists too.</summary>
    public bool CarriesType { get; init; }

    /// <summary>All fields in the order in which they are written, the parent's first.</summary>
    public IReadOnlyList<UForgeField> Fields { get; } = [.. Parent?.Fields ?? [], .. OwnFields];

    /// <summary>The root element of this type or of the nearest type that it extends.</summary>
    public string? RootName => Root ?? Parent?.RootName;

    /// <summary>The field of a name, null when the type has none.</summary>
    public UForgeField? Find(string name) => Fields.FirstOrDefault(field => field.Name == name);

    /// <summary>True when this type is the named one or extends it.</summary>
    public bool Is(string typeName) => Name == typeName || Parent is not null && Parent.Is(typeName);
}
