namespace ImagePublishFunctions.Domain.Images;

/// <summary>The written names of <see cref="DiskFormat"/>.</summary>
public static class DiskFormats
{
    /// <summary>The name on the wire: <c>raw qcow2 vmdk vdi vhd vhdx iso</c>, which are Glance's, and <c>tar targz</c>.</summary>
    public static string WireName(this DiskFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>True for what Glance and its kin keep as a machine's disk, false for archives.</summary>
    public static bool IsDisk(this DiskFormat format) => format is not (DiskFormat.Tar or DiskFormat.TarGz);
}
