using System.Diagnostics.CodeAnalysis;

namespace ImagePublishFunctions.Domain.Images;

/// <summary>A format that UForge generates images in (the closed list of contracts/uforge.md §2.3), and the files it may have.</summary>
public sealed record ImageFormat
{
    private ImageFormat(string name, params DiskFormat[] accepts)
    {
        Name = name;
        Accepts = accepts;
    }

    /// <summary>Every format, in the order of UForge's schema.</summary>
    public static IReadOnlyList<ImageFormat> All { get; } =
    [
        new("aws", DiskFormat.Raw, DiskFormat.Vmdk, DiskFormat.Vhd, DiskFormat.Vhdx),
        new("azure", DiskFormat.Vhd),
        new("cloudburstvmware"),
        new("cloudstackova", DiskFormat.Tar),
        new("cloudstackqcow2", DiskFormat.Qcow2),
        new("cloudstackvhd", DiskFormat.Vhd),
        new("cloudsigmaraw", DiskFormat.Raw),
        new("cloudwatt", DiskFormat.Qcow2, DiskFormat.Raw),
        new("docker", DiskFormat.Tar, DiskFormat.TarGz),
        new("esx"),
        new("google", DiskFormat.TarGz),
        new("hyper-v", DiskFormat.Vhd, DiskFormat.Vhdx),
        new("hyperv2012", DiskFormat.Vhd, DiskFormat.Vhdx),
        new("ISO", DiskFormat.Iso),
        new("PXE"),
        new("kvm", DiskFormat.Qcow2, DiskFormat.Raw),
        new("k5vmdk", DiskFormat.Vmdk),
        new("lxc", DiskFormat.TarGz),
        new("openshift", DiskFormat.Tar, DiskFormat.TarGz),
        new("openstackqcow2", DiskFormat.Qcow2),
        new("openstackvdi", DiskFormat.Vdi),
        new("openstackvhd", DiskFormat.Vhd),
        new("openstackvmdk", DiskFormat.Vmdk),
        new("outscale"),
        new("oracleraw", DiskFormat.TarGz),
        new("ovf"),
        new("ovf09"),
        new("qcow2", DiskFormat.Qcow2),
        new("raw", DiskFormat.Raw),
        new("susecloud", DiskFormat.Qcow2, DiskFormat.Raw),
        new("targz", DiskFormat.TarGz),
        new("vagrant"),
        new("vbox"),
        new("vcenter"),
        new("vcloud"),
        new("vhd", DiskFormat.Vhd),
        new("vmware"),
        new("xen"),
        new("xenserver"),
    ];

    /// <summary>The name on the wire; upper and lower case matter.</summary>
    public string Name { get; }

    /// <summary>What the file may be; empty where UForge packs the disk in a way of its own: then it may be anything.</summary>
    public IReadOnlyList<DiskFormat> Accepts { get; }

    /// <summary>Finds a format by its exact name.</summary>
    public static bool TryFind(string? name, [NotNullWhen(true)] out ImageFormat? format)
    {
        format = All.FirstOrDefault(candidate => candidate.Name == name);
        return format is not null;
    }

    /// <summary>Why a file can't be an image of this format, in a sentence for its user; null when it can.</summary>
    public string? WhyRefused(DetectedFormat file)
    {
        if (file.Refusal is not null) return file.Refusal;
        if (Accepts.Count == 0 || (file.Format is { } format && Accepts.Contains(format))) return null;
        string expected = string.Join(" or ", Accepts.Select(DiskFormats.WireName));
        return $"An image of format {Name} needs a {expected} file, but this file is {file.Description}.";
    }
}
