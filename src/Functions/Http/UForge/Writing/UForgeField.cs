namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>A field of a <see cref="UForgeType"/>.</summary>
/// <param name="Name">The element's name.</param>
/// <param name="Kind">What stands in it.</param>
/// <param name="TypeName">For objects and lists of objects the (base) type; null for lists of text.</param>
/// <param name="ItemName">For lists the name of an item.</param>
public sealed record UForgeField(string Name, UForgeValueKind Kind, string? TypeName = null, string? ItemName = null)
{
    /// <summary>The values that the XSD allows; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A field of text or a URI.</summary>
    public static UForgeField Text(string name) => new(name, UForgeValueKind.Text);

    /// <summary>A field of text from a closed list.</summary>
    public static UForgeField Choice(string name, params IReadOnlyList<string> choices) =>
        new(name, UForgeValueKind.Text) { Choices = choices };

    /// <summary>A field that is true or false.</summary>
    public static UForgeField Flag(string name) => new(name, UForgeValueKind.Boolean);

    /// <summary>A field that is a whole number.</summary>
    public static UForgeField Number(string name) => new(name, UForgeValueKind.Number);

    /// <summary>A field that is a moment.</summary>
    public static UForgeField Time(string name) => new(name, UForgeValueKind.Time);

    /// <summary>A field that is an object of a type or of one that extends it.</summary>
    public static UForgeField Part(string name, string typeName) => new(name, UForgeValueKind.Part, typeName);

    /// <summary>A field that is a list, of objects or, without a type, of text.</summary>
    public static UForgeField List(string name, string itemName, string? typeName = null) =>
        new(name, UForgeValueKind.List, typeName, itemName);
}
