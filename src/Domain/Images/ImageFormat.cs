using System.Diagnostics.CodeAnalysis;

namespace ImagePublishFunctions.Domain.Images;

/// <summary>A format that UForge generates images in (the closed list of contracts/uforge.md §2.3), and the files it may have.</summary>
public sealed record ImageFormat
{
    private ImageFormat(string name, string label, params DiskFormat[] accepts)
    {
        Name = name;
        Label = label;
        Accepts = accepts;
    }

    /// <summary>Every format, in the order of UForge's schema.</summary>
    public static IReadOnlyList<ImageFormat> All { get; } =
    [
        new("aws", "Amazon AWS", DiskFormat.Raw, DiskFormat.Vmdk, DiskFormat.Vhd, DiskFormat.Vhdx),
        new("azure", "Microsoft Azure", DiskFormat.Vhd),
        new("cloudburstvmware", "CloudBurst VMware"),
        new("cloudstackova", "CloudStack VMware (OVA)", DiskFormat.Tar),
        new("cloudstackqcow2", "CloudStack KVM (QCOW2)", DiskFormat.Qcow2),
        new("cloudstackvhd", "CloudStack Citrix Xen (VHD)", DiskFormat.Vhd),
        new("cloudsigmaraw", "CloudSigma", DiskFormat.Raw),
        new("cloudwatt", "Cloudwatt", DiskFormat.Qcow2, DiskFormat.Raw),
        new("docker", "Docker", DiskFormat.Tar, DiskFormat.TarGz),
        new("esx", "VMware ESX"),
        new("google", "Google Compute Engine", DiskFormat.TarGz),
        new("hyper-v", "Hyper-V", DiskFormat.Vhd, DiskFormat.Vhdx),
        new("hyperv2012", "Hyper-V 2012", DiskFormat.Vhd, DiskFormat.Vhdx),
        new("ISO", "ISO", DiskFormat.Iso),
        new("PXE", "PXE"),
        new("kvm", "KVM", DiskFormat.Qcow2, DiskFormat.Raw),
        new("k5vmdk", "K5", DiskFormat.Vmdk),
        new("lxc", "LXC", DiskFormat.TarGz),
        new("openshift", "OpenShift", DiskFormat.Tar, DiskFormat.TarGz),
        new("openstackqcow2", "OpenStack QCOW2", DiskFormat.Qcow2),
        new("openstackvdi", "OpenStack VDI", DiskFormat.Vdi),
        new("openstackvhd", "OpenStack VHD", DiskFormat.Vhd),
        new("openstackvmdk", "OpenStack VMDK", DiskFormat.Vmdk),
        new("outscale", "Outscale"),
        new("oracleraw", "Oracle Cloud", DiskFormat.TarGz),
        new("ovf", "OVF"),
        new("ovf09", "OVF 0.9"),
        new("qcow2", "QCOW2", DiskFormat.Qcow2),
        new("raw", "Raw", DiskFormat.Raw),
        new("susecloud", "SUSE Cloud", DiskFormat.Qcow2, DiskFormat.Raw),
        new("targz", "Tarball", DiskFormat.TarGz),
        new("vagrant", "Vagrant Base Box"),
        new("vbox", "VirtualBox"),
        new("vcenter", "VMware vCenter"),
        new("vcloud", "VMware vCloud Director"),
        new("vhd", "VHD", DiskFormat.Vhd),
        new("vmware", "VMware Workstation"),
        new("xen", "Xen"),
        new("xenserver", "Citrix XenServer"),
    ];

    /// <summary>The name on the wire; upper and lower case matter.</summary>
    public string Name { get; }

    /// <summary>The name for people, by which hammr's templates choose it: an administrator's choice in UForge, its usual one here.</summary>
    public string Label { get; }

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
