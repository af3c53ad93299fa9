using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FunctionsHost.Settings;

/// <summary>What a built app says of itself.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="HostJson">host.json.</param>
/// <param name="Executable">What runs the worker, such as <c>dotnet</c>.</param>
/// <param name="WorkerPath">What it runs, a full path.</param>
/// <param name="Values">The settings of local.settings.json, which only exists where the app is developed.</param>
/// <param name="LocalPort">The port that local.settings.json names.</param>
internal sealed record AppFolder(
    string Path, JObject HostJson, string Executable, string WorkerPath, IReadOnlyDictionary<string, string?> Values, int? LocalPort)
{
    public static AppFolder Read(string path)
    {
        JObject? host = ReadJson(path, "host.json");
        JObject? worker = ReadJson(path, "worker.config.json");
        if (host is null || worker is null)
            throw new HostException($"there is no built app in {path}: it has no {(host is null ? "host.json" : "worker.config.json")}");

        JToken? description = worker["description"];
        if ((string?)description?["defaultExecutablePath"] is not { } executable || (string?)description["defaultWorkerPath"] is not { } file)
            throw new HostException($"worker.config.json in {path} does not say what to start");

        JObject local = ReadJson(path, "local.settings.json") ?? [];
        return new(
            path,
            host,
            executable,
            System.IO.Path.Combine(path, file),
            local[nameof(Values)]?.ToObject<Dictionary<string, string?>>() ?? [],
            (int?)local["Host"]?["LocalHttpPort"]);
    }

    private static JObject? ReadJson(string folder, string name)
    {
        string file = System.IO.Path.Combine(folder, name);
        if (!File.Exists(file))
            return null;
        try
        {
            return JObject.Parse(File.ReadAllText(file));
        }
        catch (JsonException e)
        {
            throw new HostException($"{file} is not JSON: {e.Message}", e);
        }
    }
}
