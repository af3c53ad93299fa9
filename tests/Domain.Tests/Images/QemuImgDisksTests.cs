using System.Diagnostics;
using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Domain.Tests.Images;

public sealed class QemuImgDisksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("disks-").FullName;

    [QemuImgTheory]
    [InlineData("raw", "", DiskFormat.Raw)]
    [InlineData("qcow2", "compat=0.10", DiskFormat.Qcow2)]
    [InlineData("qcow2", "compat=1.1", DiskFormat.Qcow2)]
    [InlineData("qcow2", "extended_l2=on", DiskFormat.Qcow2)]
    [InlineData("vmdk", "subformat=monolithicSparse", DiskFormat.Vmdk)]
    [InlineData("vmdk", "subformat=streamOptimized", DiskFormat.Vmdk)]
    [InlineData("vdi", "", DiskFormat.Vdi)]
    [InlineData("vdi", "static=on", DiskFormat.Vdi)]
    [InlineData("vpc", "subformat=dynamic", DiskFormat.Vhd)]
    [InlineData("vpc", "subformat=fixed", DiskFormat.Vhd)]
    [InlineData("vhdx", "", DiskFormat.Vhdx)]
    public async Task Detect_WholeDisk_NamesItsFormat(string format, string options, DiskFormat expected)
    {
        string disk = await CreateAsync(format, options);

        DetectedFormat detected = Detect(disk);

        Assert.Equal(expected, detected.Format);
        Assert.Null(detected.Refusal);
    }

    [QemuImgTheory]
    [InlineData("qcow2", "backing_file=base.raw,backing_fmt=raw,compat=0.10", "backing file")]
    [InlineData("qcow2", "backing_file=base.raw,backing_fmt=raw", "backing file")]
    [InlineData("qcow2", "data_file=data.raw", "data in another file")]
    [InlineData("vmdk", "subformat=monolithicFlat", "several files")]
    [InlineData("vmdk", "subformat=twoGbMaxExtentSparse", "several files")]
    [InlineData("vmdk", "backing_file=base.vmdk,backing_fmt=vmdk", "differences to another disk")]
    [InlineData("qcow", "", "version 1")]
    public async Task Detect_DiskThatNeedsMoreThanItself_IsRefused(string format, string options, string reason)
    {
        await RunAsync("create", "-q", "-f", "raw", "base.raw", "4M");
        await RunAsync("create", "-q", "-f", "vmdk", "base.vmdk", "4M");
        string disk = await CreateAsync(format, options);

        Assert.Contains(reason, Detect(disk).Refusal, StringComparison.Ordinal);
    }

    [QemuImgTheory]
    [InlineData("parallels", "a Parallels disk")]
    [InlineData("qed", "a QED disk")]
    public async Task Detect_DiskThatNoImageIsKeptIn_IsNotTakenForRaw(string format, string description)
    {
        string disk = await CreateAsync(format, "");

        DetectedFormat detected = Detect(disk);

        Assert.Null(detected.Format);
        Assert.Equal(description, detected.Description);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DetectedFormat Detect(string disk)
    {
        byte[] bytes = File.ReadAllBytes(disk);
        return DiskFormatDetector.Detect(
            bytes.AsSpan(0, Math.Min(bytes.Length, DiskFormatDetector.HeadSize)),
            bytes.AsSpan(Math.Max(0, bytes.Length - DiskFormatDetector.TailSize)));
    }

    private async Task<string> CreateAsync(string format, string options)
    {
        string[] given = options.Length == 0 ? [] : ["-o", options];
        await RunAsync(["create", "-q", "-f", format, .. given, "disk", "4M"]);
        return Path.Combine(_folder, "disk");
    }

    private async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("qemu-img", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
