using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// A real registry of container images (Debian's docker-registry) on a free loopback port with an empty folder of its own, one user and
/// Basic authentication.
/// </summary>
public sealed partial class DockerRegistry : IAsyncDisposable
{
    /// <summary>The only user.</summary>
    public const string Login = "pusher";

    /// <inheritdoc cref="Login"/>
    public const string Password = "pusher-secret";

    private const string Program = "/usr/bin/docker-registry";

    /// <summary>What <c>htpasswd -nbBC 4</c> makes of the two: the registry takes bcrypt only.</summary>
    private const string PasswordFile = "pusher:$2y$04$WynU8ZW6yqPu/sNj74MDz.IE6hslr9VNZys2cUKZmOeQX.gkjCqe.\n";

    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private DockerRegistry(ChildProcess process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Without <c>/v2</c>.</summary>
    public Uri Address { get; }

    /// <summary>One line a request, as web servers write them: method, target, status.</summary>
    public IReadOnlyList<string> Requests => [.. _process.Output.Where(line => AccessLine().IsMatch(line))];

    /// <summary>Why the tests can't run here; null where they can, or must (environment variable REQUIRE_ALL=1).</summary>
    public static string? SkipReason => Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1" || File.Exists(Program)
        ? null
        : "No registry is installed: apt-get install docker-registry";

    /// <summary>Starts one and waits until it listens, usually 0.1 s.</summary>
    /// <param name="deletes">Whether it permits deletions.</param>
    public static async Task<DockerRegistry> StartAsync(bool deletes = true)
    {
        string folder = Directory.CreateTempSubdirectory("docker-registry-").FullName;
        string configuration = Path.Combine(folder, "config.yml");
        string passwords = Path.Combine(folder, "htpasswd");
        await File.WriteAllTextAsync(passwords, PasswordFile);
        await File.WriteAllTextAsync(configuration, $$"""
            version: 0.1
            storage:
              filesystem: {rootdirectory: {{folder}}/data}
              delete: {enabled: {{(deletes ? "true" : "false")}}}
            http: {addr: "127.0.0.1:0"}
            auth:
              htpasswd: {realm: tests, path: {{passwords}}}
            """);
        ChildProcess process = ChildProcess.Start(new ProcessStartInfo(Program, ["serve", configuration]), folder);
        try
        {
            Match listening = await process.WaitForLineAsync(Listening(), StartTime);
            return new DockerRegistry(process, new Uri($"http://{listening.Groups["address"].Value}/"));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"listening on (?<address>127\.0\.0\.1:[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();

    [GeneratedRegex("^127[.]0[.]0[.]1 .* HTTP/1[.]1\" [0-9]+ ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccessLine();
}
