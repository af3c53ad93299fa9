using System.Diagnostics;
using System.Security.Cryptography;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>A real qcow2 of random bytes, which do not compress, made by qemu-img.</summary>
internal sealed class TestDisk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("disk-").FullName;

    private TestDisk()
    {
    }

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(_folder, "disk.qcow2");

    /// <summary>Its size in bytes.</summary>
    public long Size => new FileInfo(Path).Length;

    /// <summary>Makes a disk of so many MiB.</summary>
    public static async Task<TestDisk> CreateAsync(int mebibytes)
    {
        var disk = new TestDisk();
        string raw = System.IO.Path.Combine(disk._folder, "disk.raw");
        await using (FileStream file = File.Create(raw))
        {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < mebibytes; i++)
            {
                RandomNumberGenerator.Fill(block);
                await file.WriteAsync(block);
            }
        }

        using Process convert = Process.Start(new ProcessStartInfo("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", raw, disk.Path]))!;
        await convert.WaitForExitAsync();
        Assert.Equal(0, convert.ExitCode);
        File.Delete(raw);
        return disk;
    }

    /// <summary>Its SHA-512 in lower-case hexadecimal.</summary>
    public async Task<string> Sha512Async()
    {
        await using FileStream file = File.OpenRead(Path);
        return Convert.ToHexStringLower(await SHA512.HashDataAsync(file));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
