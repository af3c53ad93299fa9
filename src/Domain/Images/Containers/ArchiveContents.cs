namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>The files of a tar archive by name. Links are followed inside of the archive only.</summary>
/// <param name="files">The files.</param>
/// <param name="links">Link names and what they point to, both from the archive's root; null for a target outside of it.</param>
public sealed class ArchiveContents(IReadOnlyDictionary<string, ArchiveMember> files, IReadOnlyDictionary<string, string?> links)
{
    /// <summary>Old versions of <c>docker save</c> write a link for a layer that occurs twice; nothing writes long chains.</summary>
    private const int LongestChain = 8;

    /// <summary>The file of a name, null when there is none.</summary>
    /// <exception cref="ContainerArchiveException">The name is a link that leads out of the archive, or nowhere.</exception>
    public ArchiveMember? Find(string name)
    {
        string? at = name;
        for (int hop = 0; hop <= LongestChain; hop++)
        {
            if (files.TryGetValue(at, out ArchiveMember? member)) return member;
            if (!links.TryGetValue(at, out at)) return hop == 0 ? null : throw Broken(name, "leads nowhere");
            if (at is null) throw Broken(name, "leads out of the archive");
        }

        throw Broken(name, "leads through too many others");
    }

    private static ContainerArchiveException Broken(string name, string how) =>
        new($"The archive's {ContainerArchiveException.Show(name)} is a link that {how}.");
}
