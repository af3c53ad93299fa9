namespace FunctionsHost.Tests.Servers;

/// <summary>Where the projects were built to that tests run as processes.</summary>
internal static class BuiltFolder
{
    public static string TestApp => PathTo("tests", "FunctionsHost.TestApp", "");

    /// <summary>A file of the output of a project in a folder of the repository, built as these tests were.</summary>
    public static string PathTo(string folder, string project, string file)
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(RepositoryFolder.PathTo(folder, project, "bin", framework.Parent!.Name, framework.Name), file);
    }
}
