namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>What stands in a field of a response.</summary>
public enum UForgeValueKind
{
    /// <summary>A <see cref="string"/>; also URIs and enumerations.</summary>
    Text,

    /// <summary>A <see cref="bool"/>.</summary>
    Boolean,

    /// <summary>A <see cref="long"/> or <see cref="int"/>.</summary>
    Number,

    /// <summary>A <see cref="DateTimeOffset"/>.</summary>
    Time,

    /// <summary>A <see cref="UForgeObject"/>.</summary>
    Part,

    /// <summary>A list of <see cref="UForgeObject"/> or <see cref="string"/> in a wrapper element.</summary>
    List,
}
