using System.Text;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>
/// One element of a request, the same from XML and JSON. Order and unknown elements mean nothing; a field that is read may stand once.
/// It holds what the caller sent, secrets too: its text is its name only.
/// </summary>
public sealed class UForgeElement(string name, UForgeElement? parent)
{
    private readonly List<UForgeElement> _children = [];
    private readonly StringBuilder _text = new();

    /// <summary>The local name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The local name of the type that the element claims (<c>xsi:type</c>, its mangled child element, or JSON's <c>@type</c>); null when
    /// it claims none. A type of another namespace keeps its prefix, so that it names no type of ours.
    /// </summary>
    public string? TypeHint { get; private set; }

    /// <summary>The elements in it, in the order sent.</summary>
    public IReadOnlyList<UForgeElement> Children => _children;

    /// <summary>The path below the root, for example <c>credAccount/keystoneUrl</c>: what an error calls the field.</summary>
    public string Path => parent?.Parent is null ? Name : $"{parent.Path}/{Name}";

    /// <summary>The value of an element without children; null when it is blank (an empty element says nothing).</summary>
    public string? Text => string.IsNullOrWhiteSpace(_text.ToString()) ? null : _text.ToString();

    private UForgeElement? Parent => parent;

    /// <summary>The only child of a name, null when there is none.</summary>
    /// <exception cref="RefusalException">400 when there are several.</exception>
    public UForgeElement? Child(string name)
    {
        UForgeElement? found = null;
        foreach (UForgeElement child in _children)
        {
            if (child.Name != name) continue;
            if (found is not null) throw UForgeRefusals.Duplicate(child.Path);
            found = child;
        }

        return found;
    }

    /// <summary>The text of the only child of a name, null when it is absent or blank.</summary>
    /// <exception cref="RefusalException">400 when there are several, or when it has elements where a text belongs.</exception>
    public string? ChildText(string name)
    {
        UForgeElement? child = Child(name);
        if (child is { Children.Count: > 0 }) throw UForgeRefusals.Invalid(child.Path, "holds elements where a text is expected.");
        return child?.Text;
    }

    /// <inheritdoc />
    public override string ToString() => Name;

    internal UForgeElement Add(string name)
    {
        UForgeElement child = new(name, this);
        _children.Add(child);
        return child;
    }

    internal void Append(string text) => _text.Append(text);

    /// <summary>Notes a type; a second one must say the same.</summary>
    internal void Claim(string? typeHint)
    {
        if (string.IsNullOrWhiteSpace(typeHint)) return;
        if (typeHint.Length > UForgeBodyLimits.TypeLength)
            throw UForgeRefusals.Invalid($"{Path}/@type", $"is longer than {UForgeBodyLimits.TypeLength} characters.");
        if (TypeHint is not null && TypeHint != typeHint) throw UForgeRefusals.Invalid($"{Path}/@type", "two different types are given.");
        TypeHint = typeHint;
    }
}
