using FunctionsHost;
using FunctionsHost.Settings;

int code = 1;
try
{
    await using LocalHost host = new(HostSettings.Read(CommandLine.Parse(args)));
    await host.RunAsync();
    code = 0;
}
catch (HostException e)
{
    await Console.Error.WriteLineAsync($"FunctionsHost: {e.Message}.");
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"FunctionsHost: {e}");
}

Environment.Exit(code); // Not return: extensions leave threads behind that would keep the process.
