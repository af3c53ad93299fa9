using System.Formats.Tar;
using System.Text;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Storage.Containers;

namespace ImagePublishFunctions.Functions.Tests.Containers;

/// <summary>A tar archive in memory, file by file, and what is made of it.</summary>
internal sealed class ArchiveBytes
{
    private readonly MemoryStream _content = new();

    public ArchiveBytes() => Tar = new TarWriter(_content, TarEntryFormat.Pax, leaveOpen: true);

    /// <summary>For entries of other kinds.</summary>
    public TarWriter Tar { get; }

    /// <summary>Adds a file.</summary>
    public ArchiveBytes Add(string name, byte[] content)
    {
        Tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return this;
    }

    /// <inheritdoc cref="Add(string, byte[])"/>
    public ArchiveBytes Add(string name, string content) => Add(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds a blob of an OCI layout.</summary>
    /// <returns>Its descriptor without the closing brace.</returns>
    public string AddBlob(string mediaType, byte[] content)
    {
        Add($"blobs/sha256/{ContentDigest.Of(content).Hex}", content);
        return Descriptor(mediaType, content);
    }

    /// <summary>A descriptor without the closing brace.</summary>
    public static string Descriptor(string mediaType, byte[] content) =>
        $$"""{"mediaType":"{{mediaType}}","digest":"{{ContentDigest.Of(content)}}","size":{{content.Length}}""";

    /// <summary>The whole archive.</summary>
    public byte[] ToArray()
    {
        Tar.Dispose();
        return _content.ToArray();
    }

    /// <summary>Plans the image of the archive.</summary>
    public Task<ContainerImagePlan> PlanAsync(string tag = "1.0") => PlanAsync(ToArray(), tag);

    /// <summary>Plans the image of an archive.</summary>
    public static async Task<ContainerImagePlan> PlanAsync(byte[] tar, string tag = "1.0")
    {
        ArchiveContents contents = await ContainerArchiveIndex.ReadAsync(new MemoryStream(tar), CancellationToken.None);
        var planner = new ContainerImagePlanner(
            contents, (member, _) => Task.FromResult<ReadOnlyMemory<byte>>(tar.AsMemory((int)member.Offset, (int)member.Size)), tag);
        return await planner.PlanAsync(CancellationToken.None);
    }

    /// <summary>Why the archive is refused.</summary>
    public static async Task<string> RefusalAsync(Func<Task> plan) => (await Assert.ThrowsAsync<ContainerArchiveException>(plan)).Message;
}
