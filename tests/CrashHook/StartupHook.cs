using System.Diagnostics;
using System.Reflection;
using CrashHook;

/// <summary>
/// Makes the app's worker die (SIGKILL) at a call to its storage that a test chooses: at the n-th that writes, before it is sent or after it was
/// answered. The runtime calls it where <c>DOTNET_STARTUP_HOOKS</c> names it; the app itself knows nothing of it. A test arms it with a file:
/// "n before" or "n after" in the file that <c>CRASH_FILE</c> names. It goes off once and takes the file away.
/// </summary>
#pragma warning disable MA0047 // the runtime finds it by this name and in no namespace
internal static class StartupHook
#pragma warning restore MA0047
{
    public static void Initialize()
    {
        if (Assembly.GetEntryAssembly()?.GetName().Name != "ImagePublishFunctions") return;
        string file = Environment.GetEnvironmentVariable("CRASH_FILE")!;
        string storage = Environment.GetEnvironmentVariable("AzureWebJobsStorage")!;
        DiagnosticListener.AllListeners.Subscribe(new Listeners(new CrashPoint(file, storage)));
    }

    private sealed class Listeners(CrashPoint point) : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "HttpHandlerDiagnosticListener") value.Subscribe(point);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
