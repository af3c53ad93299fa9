namespace ImagePublishFunctions.TestServers;

/// <summary>Where this source tree lies, found from the running tests upwards.</summary>
public static class RepositoryFolder
{
    /// <summary>A path inside the source tree.</summary>
    /// <exception cref="DirectoryNotFoundException">The tests run outside of a source tree.</exception>
    public static string PathTo(params ReadOnlySpan<string> parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImagePublishFunctions.sln")))
            {
                return Path.Combine([folder.FullName, .. parts]);
            }
        }

        throw new DirectoryNotFoundException($"No ImagePublishFunctions.sln above {AppContext.BaseDirectory}.");
    }
}
