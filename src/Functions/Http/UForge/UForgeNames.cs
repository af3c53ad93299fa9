namespace ImagePublishFunctions.Http.UForge;

/// <summary>The names that UForge's wire fixes (its XSD, and what its clients compare literally).</summary>
public static class UForgeNames
{
    /// <summary>The namespace of root elements and type names; child elements have none.</summary>
    public const string Namespace = "http://www.usharesoft.com/uforge";

    /// <summary>The prefix of <see cref="Namespace"/>: the Jenkins plugin looks up the literal tag <c>ns0:serviceStatus</c>.</summary>
    public const string Prefix = "ns0";

    /// <summary>The namespace of the <c>type</c> attribute.</summary>
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The prefix of <see cref="SchemaInstance"/>.</summary>
    public const string SchemaInstancePrefix = "xsi";

    /// <summary>The media type of XML, without a parameter: the Python SDK compares the header with <c>==</c>.</summary>
    public const string Xml = "application/xml";

    /// <summary>The media type of JSON, without a parameter.</summary>
    public const string Json = "application/json";
}
