using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Domain.Tests.Images;

public sealed class DiskFormatDetectorTests
{
    [Fact]
    public void Detect_NoBytes_IsRefused() => Assert.Equal("The file is empty.", Detect([]).Refusal);

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(40_000)]
    public void Detect_NoSigns_IsRaw(int size) => Assert.Equal(DiskFormat.Raw, Detect(new byte[size]).Format);

    [Theory]
    [InlineData("QFI\u00fb")]
    [InlineData("KDMV")]
    [InlineData("conectix")]
    [InlineData("\u001f\u008b")]
    [InlineData("# Disk DescriptorFile")]
    public void Detect_FileThatEndsAfterItsSignature_DoesNotFail(string signature) => Detect(Encoding.Latin1.GetBytes(signature));

    [Fact]
    public void Detect_IsoVolume_IsIso()
    {
        byte[] bytes = new byte[40_000];
        "CD001"u8.CopyTo(bytes.AsSpan(32769));

        Assert.Equal(DiskFormat.Iso, Detect(bytes).Format);
    }

    [Fact]
    public void Detect_Qcow2ThatAlsoLooksLikeAnIso_IsQcow2()
    {
        byte[] bytes = Qcow2(3);
        Array.Resize(ref bytes, 40_000);
        "CD001"u8.CopyTo(bytes.AsSpan(32769));

        Assert.Equal(DiskFormat.Qcow2, Detect(bytes).Format);
    }

    [Fact]
    public void Detect_FixedVhd_IsKnownByItsEnd()
    {
        byte[] bytes = new byte[4096];
        Vhd(2).CopyTo(bytes.AsSpan(^512));

        Assert.Equal(DiskFormat.Vhd, Detect(bytes).Format);
    }

    [Fact]
    public void Detect_DifferencingVhd_IsRefused() =>
        Assert.Contains("differences to another disk", Detect(Vhd(4)).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Detect_DifferencingVdi_IsRefused()
    {
        byte[] bytes = new byte[512];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(64), 0xBEDA107F);
        bytes[76] = 4;

        Assert.Contains("differences to another disk", Detect(bytes).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "marked as corrupt")]
    [InlineData(2, "keeps its data in another file")]
    [InlineData(5, "not known here")]
    [InlineData(63, "not known here")]
    public void Detect_Qcow2WithFeature_IsRefused(int bit, string reason)
    {
        byte[] bytes = Qcow2(3);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(72), 1UL << bit);

        Assert.Contains(reason, Detect(bytes).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_Qcow2Version2_DoesNotReadFeaturesThatItLacks()
    {
        byte[] bytes = Qcow2(2);
        bytes.AsSpan(72).Fill(0xFF);

        Assert.Null(Detect(bytes).Refusal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void Detect_VmdkWhoseDescriptorIsElsewhere_IsRefused(long sector)
    {
        byte[] bytes = new byte[4096];
        "KDMV"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), sector);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), long.MaxValue);

        Assert.Equal("The vmdk disk has no readable descriptor.", Detect(bytes).Refusal);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Detect_TarArchive_IsTarAndCompressedTarGz(TarEntryFormat format)
    {
        byte[] archive = Tar(format);

        Assert.Equal(DiskFormat.Tar, Detect(archive).Format);
        Assert.Equal(DiskFormat.TarGz, Detect(Compress(archive)).Format);
    }

    [Fact]
    public void Detect_GzipWithoutTar_IsNothingThatCanBePublished()
    {
        Assert.Null(Detect(Compress(new byte[4096])).Format);
        Assert.Null(Detect([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]).Format);
    }

    [Fact]
    public void Detect_ArchiveWhoseChecksumIsWrong_IsRaw()
    {
        byte[] archive = Tar(TarEntryFormat.Ustar);
        archive[0]++;

        Assert.Equal(DiskFormat.Raw, Detect(archive).Format);
    }

    private static DetectedFormat Detect(byte[] bytes) =>
        DiskFormatDetector.Detect(bytes, bytes.AsSpan(Math.Max(0, bytes.Length - DiskFormatDetector.TailSize)));

    private static byte[] Qcow2(byte version) => [.. "QFI"u8, 0xFB, 0, 0, 0, version, .. new byte[104]];

    private static byte[] Vhd(byte kind)
    {
        byte[] footer = new byte[512];
        "conectix"u8.CopyTo(footer);
        footer[63] = kind;
        return footer;
    }

    private static byte[] Tar(TarEntryFormat format)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, format))
        {
            TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, "manifest.json"),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, "manifest.json"),
                TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, "manifest.json"),
                _ => new GnuTarEntry(TarEntryType.RegularFile, "manifest.json"),
            };
            entry.DataStream = new MemoryStream("[]"u8.ToArray());
            tar.WriteEntry(entry);
        }

        return stream.ToArray();
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        return stream.ToArray();
    }
}
