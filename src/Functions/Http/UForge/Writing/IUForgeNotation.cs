namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>One way to spell objects: XML or JSON. It writes into a buffer; the walk over the objects is the same for both.</summary>
internal interface IUForgeNotation : IDisposable
{
    void StartRoot(string name, string? typeName);

    void EndRoot();

    void StartObject(string name, string? typeName);

    void EndObject();

    void StartList(string name, string itemName);

    void EndList();

    void StartItem(string itemName, string? typeName);

    void EndItem();

    void TextItem(string itemName, string text);

    void Text(string name, string text);

    void Flag(string name, bool value);

    void Number(string name, long value);

    /// <summary>Moves what is written so far into the buffer.</summary>
    void Flush();
}
