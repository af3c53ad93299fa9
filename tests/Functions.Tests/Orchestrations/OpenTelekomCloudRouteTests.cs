using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>The table of docs/publishing.md: which way an image goes into Open Telekom Cloud.</summary>
public sealed class OpenTelekomCloudRouteTests
{
    private const long GiB = 1 << 30;

    [Theory]
    [InlineData(DiskFormat.Raw, 1, true, false, OpenTelekomCloudRoute.Register)]
    [InlineData(DiskFormat.Qcow2, 127, true, false, OpenTelekomCloudRoute.Register)]
    [InlineData(DiskFormat.Vhd, 1, true, false, OpenTelekomCloudRoute.Register)]
    [InlineData(DiskFormat.Vmdk, 1, true, false, OpenTelekomCloudRoute.Import)]
    [InlineData(DiskFormat.Vhdx, 1, true, false, OpenTelekomCloudRoute.Import)]
    [InlineData(DiskFormat.Raw, 128, true, true, OpenTelekomCloudRoute.QuickImport)]
    [InlineData(DiskFormat.Qcow2, 1, false, false, OpenTelekomCloudRoute.Upload)]
    public void RouteOf_FormatAndSize_IsTheTables(DiskFormat format, long gigabytes, bool hasStorage, bool hasOs, OpenTelekomCloudRoute expected) =>
        Assert.Equal(expected, OpenTelekomCloudWork.RouteOf(FileOf(format, gigabytes), hasStorage, hasOs));

    [Theory]
    [InlineData(DiskFormat.Iso, 1, true, false, "IMAGE_FORMAT")]
    [InlineData(DiskFormat.Vmdk, 1, false, false, "NO_OBJECT_STORAGE")]
    [InlineData(DiskFormat.Raw, 128, false, true, "NO_OBJECT_STORAGE")]
    [InlineData(DiskFormat.Qcow2, 128, true, true, "IMAGE_SIZE")]
    [InlineData(DiskFormat.Raw, 1025, true, true, "IMAGE_SIZE")]
    [InlineData(DiskFormat.Raw, 200, true, false, "OS_VERSION")]
    public void RouteOf_WhatTheCloudDoesNotTake_IsRefused(DiskFormat format, long gigabytes, bool hasStorage, bool hasOs, string code) =>
        Assert.Equal(
            code, Assert.Throws<CloudException>(() => OpenTelekomCloudWork.RouteOf(FileOf(format, gigabytes), hasStorage, hasOs)).Code);

    [Theory]
    [InlineData(1)]
    [InlineData(8 << 20)]
    [InlineData((8 << 20) + 1)]
    [InlineData(5_000_000_001)]
    [InlineData(1024 * GiB)]
    public void Parts_OfAnySize_CoverItWithAtMostFiveHundred(long size)
    {
        long parts = OpenTelekomCloudWork.Parts(size);
        long part = OpenTelekomCloudWork.PartSize(size);

        Assert.InRange(parts, 1, 500);
        Assert.InRange(part * parts, size, size + part - 1);
    }

    private static ImageFile FileOf(DiskFormat format, long gigabytes) => new() { Size = gigabytes * GiB, DiskFormat = format };
}
