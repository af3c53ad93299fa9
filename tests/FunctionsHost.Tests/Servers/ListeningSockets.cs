namespace FunctionsHost.Tests.Servers;

/// <summary>The addresses that a process listens at, as <c>/proc</c> writes them.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    public static IEnumerable<string> Of(int processId)
    {
        HashSet<string> inodes =
        [
            .. Directory.EnumerateFiles($"/proc/{processId}/fd")
                .Select(file => new FileInfo(file).LinkTarget ?? "")
                .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
                .Select(target => target["socket:[".Length..^1]),
        ];
        return new[] { "tcp", "tcp6" }
            .SelectMany(table => File.ReadLines($"/proc/{processId}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[3] == Listening && inodes.Contains(columns[9]))
            .Select(columns => columns[1].Split(':')[0]);
    }
}
