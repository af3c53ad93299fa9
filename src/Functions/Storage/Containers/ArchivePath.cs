namespace ImagePublishFunctions.Storage.Containers;

/// <summary>Names inside of an archive.</summary>
internal static class ArchivePath
{
    /// <summary>A name from the archive's root, without <c>.</c> and <c>..</c>; null when it would lie outside.</summary>
    /// <param name="from">The folder that the name is relative to, empty for the root.</param>
    /// <param name="name">The name; one with a leading slash begins at the archive's root.</param>
    public static string? Resolve(string from, string name)
    {
        if (name.Contains('\0')) return null;
        List<string> parts = name.StartsWith('/') ? [] : [.. from.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        foreach (string part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count == 0) return null;
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
