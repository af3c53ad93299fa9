namespace ImagePublishFunctions.Domain.Tests.Images;

/// <summary>
/// A test on disks that qemu-img makes: skipped, with the reason, where it is absent. With the environment variable REQUIRE_ALL=1 it
/// always runs, and then fails there.
/// </summary>
public sealed class QemuImgTheoryAttribute : TheoryAttribute
{
    public QemuImgTheoryAttribute() =>
        Skip = Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1" || IsInstalled
            ? null
            : "qemu-img is not installed: apt-get install qemu-utils";

    private static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "qemu-img")));
}
