namespace ImagePublishFunctions.Configuration;

/// <summary>The clouds that the operator configured: of a <c>clouds.yaml</c>, of settings, or of both.</summary>
public sealed class ConfiguredClouds
{
    /// <summary>The section of settings that has the clouds, each by its name.</summary>
    internal const string Section = "Clouds";

    private const string FileSetting = "CloudsFile";
    private const string DefaultSetting = "DefaultCloud";
    private readonly Dictionary<string, ConfiguredCloud> _byName;

    /// <summary>Takes clouds, of which at most one is the default.</summary>
    public ConfiguredClouds(IEnumerable<ConfiguredCloud> clouds)
    {
        _byName = clouds.ToDictionary(cloud => cloud.Name);
        Default = _byName.Values.SingleOrDefault(cloud => cloud.IsDefault);
    }

    /// <summary>The cloud that is meant when a caller names none; null when there is none.</summary>
    public ConfiguredCloud? Default { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<ConfiguredCloud> All => _byName.Values;

    /// <summary>The cloud of a name; null when there is none.</summary>
    public ConfiguredCloud? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Reads the file that the setting <c>CloudsFile</c> names, and the settings <c>Clouds:NAME:…</c>, which have the file's keys and
    /// win over it. <c>DefaultCloud</c> names the default; a single cloud needs no name.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something is wrong; the message names the file or setting and the key, never a secret.</exception>
    public static ConfiguredClouds From(IConfiguration configuration)
    {
        string? file = configuration[FileSetting];
        IConfiguration merged = new ConfigurationBuilder()
            .AddInMemoryCollection(string.IsNullOrEmpty(file) ? [] : CloudsFile.Read(file))
            .AddInMemoryCollection(configuration.GetSection(Section).AsEnumerable().Where(setting => setting.Value is not null))
            .Build();
        string? named = configuration[DefaultSetting];
        IConfigurationSection[] sections = [.. merged.GetSection(Section).GetChildren()];
        ConfiguredCloud[] clouds =
        [
            .. sections.Select(section =>
                CloudSettings.Read(section, file) with { IsDefault = named is null ? sections.Length == 1 : section.Key == named }),
        ];
        if (named is not null && !clouds.Any(cloud => cloud.IsDefault))
            throw new InvalidOperationException($"The setting {DefaultSetting} names the cloud '{named}', which is not configured.");
        var own = OwnAddress.From(configuration);
        if (clouds.FirstOrDefault(cloud => cloud.ImageUrl is { } url && own.Is(url)) is { } itself)
        {
            throw new InvalidOperationException(
                $"{file ?? "Settings"}: clouds.{itself.Name}.image_endpoint_override is {itself.ImageUrl}: this backend itself, which would ask "
                + "itself for ever. Name the cloud's own image service.");
        }

        return new ConfiguredClouds(clouds);
    }
}
