namespace FunctionsHost.Settings;

/// <summary>The host cannot run, for a reason that whoever started it can mend. The message is all that is shown.</summary>
internal sealed class HostException(string message, Exception? inner = null) : Exception(message, inner);
