namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>How a response is written.</summary>
public enum UForgeFormat
{
    /// <summary>XML: what is written unless JSON is asked for.</summary>
    Xml,

    /// <summary>JSON.</summary>
    Json,
}

