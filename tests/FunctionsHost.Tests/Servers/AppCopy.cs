namespace FunctionsHost.Tests.Servers;

/// <summary>The built test app in a folder of its own, for other files beside it.</summary>
internal sealed class AppCopy : IDisposable
{
    public AppCopy()
    {
        // Links: what matters lies in the JSON files, which are written anew.
        foreach (string entry in Directory.EnumerateFileSystemEntries(BuiltFolder.TestApp))
            File.CreateSymbolicLink(PathTo(Path.GetFileName(entry)), entry);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("app-").FullName;

    public void Write(string name, string text)
    {
        File.Delete(PathTo(name));
        File.WriteAllText(PathTo(name), text);
    }

    public void Delete(string name) => File.Delete(PathTo(name));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string PathTo(string name) => Path.Combine(Folder, name);
}
