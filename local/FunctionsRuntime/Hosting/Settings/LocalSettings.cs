using System.Text.Json;

namespace FunctionsRuntime.Hosting.Settings;

/// <summary>
/// local.settings.json as Azure Functions Core Tools reads it: <c>Values</c> stand in for environment variables that are not set,
/// <c>Host:LocalHttpPort</c> is the port. A missing file is an empty one.
/// </summary>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string?> Values, int? Port)
{
    private static readonly JsonDocumentOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="InvalidDataException">The file isn't JSON, or is encrypted.</exception>
    public static LocalSettings Read(string folder)
    {
        string path = Path.Combine(folder, "local.settings.json");
        if (!File.Exists(path))
        {
            return new LocalSettings(new Dictionary<string, string?>(), Port: null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Read(document.RootElement, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} can't be read: {e.Message}", e);
        }
    }

    private static LocalSettings Read(JsonElement root, string path)
    {
        if (root.TryGetProperty("IsEncrypted", out JsonElement encrypted) && encrypted.GetBoolean())
        {
            throw new InvalidDataException($"{path} is encrypted: decrypt it with 'func settings decrypt'.");
        }

        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (root.TryGetProperty(nameof(Values), out JsonElement section))
        {
            foreach (JsonProperty value in section.EnumerateObject())
            {
                values[value.Name.Replace("__", ":", StringComparison.Ordinal)] = value.Value.ToString();
            }
        }

        int? port = root.TryGetProperty("Host", out JsonElement host) && host.TryGetProperty("LocalHttpPort", out JsonElement number)
            ? number.GetInt32()
            : null;
        return new LocalSettings(values, port);
    }
}
