using System.Runtime.InteropServices;

namespace FunctionsRuntime.Durable;

/// <summary>Makes renames in a folder survive a power failure, which .NET has no call for.</summary>
internal static class DirectorySync
{
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Open(directory, 0);
        if (handle < 0 || Sync(handle) != 0)
        {
            throw new IOException($"The folder '{directory}' can't be flushed (error {Marshal.GetLastPInvokeError()}).");
        }

        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
