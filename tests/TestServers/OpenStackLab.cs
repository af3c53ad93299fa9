using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// The one real Keystone and Glance of a test run (tests/openstack/up), as a fixture. Used by tests under
/// <see cref="RealOpenStackFactAttribute"/>; starts nothing where those are skipped.
/// </summary>
public class OpenStackLab : IAsyncLifetime
{
    private static readonly Lazy<Task<(StreamWriter Hold, JsonElement Lab)>> OneARun = new(() => StartAsync());

    private readonly Lazy<Task<(StreamWriter Hold, JsonElement Lab)>> _servers;
    private readonly string? _skipReason;
    private JsonElement _lab;

    public OpenStackLab()
        : this(OneARun, SkipReason)
    {
    }

    private protected OpenStackLab(Lazy<Task<(StreamWriter Hold, JsonElement Lab)>> servers, string? skipReason)
    {
        _servers = servers;
        _skipReason = skipReason;
    }

    /// <summary>With <c>/v3</c>.</summary>
    public Uri KeystoneUrl => new(Lab.GetProperty("keystone_url").GetString()!);

    /// <summary>Without <c>/v2</c>.</summary>
    public Uri GlanceUrl => new(Lab.GetProperty("glance_url").GetString()!);

    public string Region => Lab.GetProperty("region").GetString()!;

    /// <summary>The name of the domain of all users and projects.</summary>
    public string Domain => Lab.GetProperty("domain").GetString()!;

    /// <summary>Why the tests can't run here; null where they can, or must (environment variable REQUIRE_ALL=1).</summary>
    internal static string? SkipReason => Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1" || IsInstalled
        ? null
        : "Keystone and Glance are not installed: apt-get install python3-keystone glance-common python3-waitress";

    private static bool IsInstalled =>
        File.Exists("/usr/bin/keystone-manage") && File.Exists("/usr/share/glance-common/glance-api-paste.ini");

    private JsonElement Lab => _lab.ValueKind == JsonValueKind.Object ? _lab : throw new InvalidOperationException("Not started yet.");

    /// <summary>publisher, consumer and outsider (members of their own projects), looker (reader in publisher's), admin.</summary>
    public OpenStackUser User(string name)
    {
        var user = Lab.GetProperty("users").GetProperty(name);
        return new OpenStackUser(name, Text("password"), Text("project"), Text("project_id"));

        string Text(string member) => user.GetProperty(member).GetString()!;
    }

    public async Task InitializeAsync()
    {
        if (_skipReason is null)
        {
            _lab = (await _servers.Value).Lab;
        }
    }

    /// <summary>Nothing: other classes still use it, and the servers end with the test process, however that ends.</summary>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Holds the input of up --hold: the servers stop when the pipe closes, which the kernel does if nobody else does.</summary>
    private protected static async Task<(StreamWriter Hold, JsonElement Lab)> StartAsync(params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("openstack-lab-").FullName;
        var start = new ProcessStartInfo("/bin/bash", [RepositoryFolder.PathTo("tests", "openstack", "up"), folder, "--hold", .. options])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        if (await process.StandardOutput.ReadLineAsync() is not { } line)
        {
            throw new InvalidOperationException($"tests/openstack/up failed:\n{await errors}");
        }

        using var lab = JsonDocument.Parse(line);
        return (process.StandardInput, lab.RootElement.Clone());
    }
}
