namespace ImagePublishFunctions.Domain.Images;

/// <summary>What an image's file is, as its own bytes say; <see cref="DiskFormats.WireName"/> writes it as Glance does.</summary>
public enum DiskFormat
{
    /// <summary>The disk's sectors one by one, without a header.</summary>
    Raw,

    /// <summary>QEMU's copy-on-write format, version 2 or 3.</summary>
    Qcow2,

    /// <summary>VMware's sparse or stream-optimised disk in one file.</summary>
    Vmdk,

    /// <summary>VirtualBox's disk.</summary>
    Vdi,

    /// <summary>Virtual PC's disk, fixed or dynamic.</summary>
    Vhd,

    /// <summary>Hyper-V's newer disk.</summary>
    Vhdx,

    /// <summary>An ISO 9660 volume.</summary>
    Iso,

    /// <summary>A tar archive: an OVA, an OCI layout, what <c>docker save</c> writes.</summary>
    Tar,

    /// <summary>A tar archive compressed with gzip.</summary>
    TarGz,
}
