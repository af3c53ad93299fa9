namespace ImagePublishFunctions.Domain;

/// <summary>What a field of a publication or account type holds, as the XSD of UForge types it.</summary>
public enum FieldKind
{
    /// <summary>Any text without control characters.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A signed 32-bit integer.</summary>
    WholeNumber,

    /// <summary>An absolute or relative URI.</summary>
    Uri,
}
