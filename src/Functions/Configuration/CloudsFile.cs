using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ImagePublishFunctions.Configuration;

/// <summary>
/// Reads <c>clouds.yaml</c> and the <c>secure.yaml</c> beside it (openstacksdk's "Configuring OpenStack SDK Applications") as settings
/// <c>Clouds:NAME:…</c> with the files' own keys.
/// </summary>
internal static class CloudsFile
{
    private const string Secrets = "secure.yaml";

    /// <summary>The settings of both files; those of secure.yaml win.</summary>
    /// <exception cref="InvalidOperationException">A file can't be read or is no YAML of that shape; the message names file and place.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        ReadInto(settings, path);
        string secrets = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Secrets);
        if (File.Exists(secrets)) ReadInto(settings, secrets);
        return settings;
    }

    private static void ReadInto(Dictionary<string, string?> settings, string path)
    {
        var yaml = new YamlStream();
        try
        {
            using StreamReader file = File.OpenText(path);
            yaml.Load(file);
        }
        catch (YamlException e)
        {
#pragma warning disable MA0054 // a parser's message may quote what stands there, passwords included
            throw new InvalidOperationException($"{path}: line {e.Start.Line} is not YAML.");
#pragma warning restore MA0054
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{path} can't be read: {e.Message}", e);
        }

        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }, ..]
            || !root.Children.TryGetValue(new YamlScalarNode("clouds"), out YamlNode? clouds) || clouds is not YamlMappingNode)
        {
            throw new InvalidOperationException($"{path}: the key 'clouds' is missing or has no clouds below it.");
        }

        Flatten(settings, path, ConfiguredClouds.Section, clouds, depth: 0);
    }

    private static void Flatten(Dictionary<string, string?> settings, string path, string key, YamlNode node, int depth)
    {
        if (depth > 8) throw new InvalidOperationException($"{path}: {key} is nested too deeply.");
        switch (node)
        {
            case YamlScalarNode scalar:
                settings[key] = scalar.Value;
                break;
            case YamlMappingNode mapping:
                foreach ((YamlNode name, YamlNode value) in mapping.Children) Flatten(settings, path, $"{key}:{name}", value, depth + 1);
                break;
            case YamlSequenceNode sequence:
                for (int i = 0; i < sequence.Children.Count; i++) Flatten(settings, path, $"{key}:{i}", sequence.Children[i], depth + 1);
                break;
        }
    }
}
