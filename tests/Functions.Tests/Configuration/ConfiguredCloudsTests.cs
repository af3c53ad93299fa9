using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using Microsoft.Extensions.Configuration;

namespace ImagePublishFunctions.Functions.Tests.Configuration;

/// <summary>Clouds as operators write them.</summary>
public sealed class ConfiguredCloudsTests : IDisposable
{
    private const string Secret = "s3cret-of-the-cloud";
    private readonly string _folder = Directory.CreateTempSubdirectory("clouds-").FullName;

    private string CloudsPath => Path.Combine(_folder, "clouds.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void From_CloudsYamlWithSecureYaml_ReadsBoth()
    {
        Write("clouds.yaml", """
            clouds:
              lab:
                auth:
                  auth_url: https://keystone.example:5000/v3
                  username: publisher
                  project_name: images
                  user_domain_name: Default
                region_name: RegionOne   # a comment
                image_endpoint_override: https://glance.example:9292/v1/
                interface: public
                verify: false
              otc:
                profile: otc
                region_name: eu-de
                auth_type: v3applicationcredential
                auth: { application_credential_id: 0123 }
            """);
        Write("secure.yaml", $$"""
            clouds:
              lab: { auth: { password: {{Secret}} } }
              otc: { auth: { application_credential_secret: {{Secret}} } }
            """);

        ConfiguredClouds clouds = Read(("CloudsFile", CloudsPath), ("DefaultCloud", "lab"));

        ConfiguredCloud lab = clouds.Find("lab")!;
        Assert.Same(lab, clouds.Default);
        Assert.Equal(CloudKind.OpenStack, lab.Kind);
        Assert.Equal(new Uri("https://keystone.example:5000/v3"), lab.AuthUrl);
        Assert.Equal(new Uri("https://glance.example:9292"), lab.ImageUrl);
        Assert.Equal("RegionOne", lab.Region);
        Assert.False(lab.VerifiesTls);
        Assert.Equal(
            new OpenStackCredentials(lab.AuthUrl, lab.ImageUrl, KeystoneVersion.V3, "publisher", Secret, "Default", "images", null, "RegionOne"), lab.Credentials);
        ConfiguredCloud otc = clouds.Find("otc")!;
        Assert.Equal(CloudKind.OpenTelekomCloud, otc.Kind);
        Assert.Equal(new Uri("https://iam.eu-de.otc.t-systems.com/v3"), otc.AuthUrl);
        Assert.Equal(new ApplicationCredential("0123", null, Secret), otc.Credentials!.ApplicationCredential);
        Assert.True(otc.VerifiesTls);
        Assert.Null(otc.ImageUrl);
        Assert.DoesNotContain(Secret, $"{lab} {otc}", StringComparison.Ordinal);
    }

    [Fact]
    public void From_SettingsAlone_OneCloudIsTheDefault()
    {
        ConfiguredClouds clouds = Read(("Clouds:otc:kind", "openTelekomCloud"), ("Clouds:otc:auth:auth_url", "https://iam.example/v3"));

        Assert.Equal(CloudKind.OpenTelekomCloud, clouds.Default!.Kind);
        Assert.Null(clouds.Default.Credentials);
    }

    [Fact]
    public void From_SettingBesideTheFile_SettingWins()
    {
        Write("clouds.yaml", "clouds: { lab: { auth: { auth_url: 'https://old.example' } }, other: { auth: { auth_url: 'https://other.example' } } }");

        ConfiguredClouds clouds = Read(("CloudsFile", CloudsPath), ("Clouds:lab:auth:auth_url", "https://new.example"));

        Assert.Equal(new Uri("https://new.example"), clouds.Find("lab")!.AuthUrl);
        Assert.Equal(2, clouds.All.Count);
        Assert.Null(clouds.Default);
    }

    [Fact]
    public void From_Nothing_HasNoClouds() => Assert.Empty(Read().All);

    [Theory]
    [InlineData("clouds: { lab: { region_name: x } }", "clouds.lab.auth.auth_url is missing")]
    [InlineData("clouds: { lab: { auth: { auth_url: ftp://x } } }", "clouds.lab.auth.auth_url must be an http or https URL")]
    [InlineData("clouds: { lab: { auth: { auth_url: 'https://u:" + Secret + "@x' } } }", "clouds.lab.auth.auth_url must be an http or https URL")]
    [InlineData("clouds: { lab: { auth: { auth_url: https://x }, verify: perhaps } }", "clouds.lab.verify must be true or false")]
    [InlineData("clouds: { lab: { auth: { auth_url: https://x }, cacert: /nowhere.pem } }", "clouds.lab.cacert names /nowhere.pem")]
    [InlineData("clouds: { lab: { auth: { auth_url: https://x }, kind: aws } }", "clouds.lab.kind must be one of OpenStack, OpenTelekomCloud")]
    [InlineData("clouds: { lab: { auth: { auth_url: https://x, password: " + Secret + " }, auth_type: v3oidc } }", "clouds.lab.auth_type must be")]
    [InlineData("clouds: { lab: { auth: { auth_url: https://x, username: me } } }", "clouds.lab.auth.password is missing")]
    [InlineData(
        "clouds: { lab: { auth: { auth_url: https://x, application_credential_id: i }, auth_type: v3applicationcredential } }",
        "clouds.lab.auth.application_credential_secret is missing")]
    [InlineData("clouds: { 'a/b': { auth: { auth_url: https://x } } }", "clouds.a/b has a name that can't stand in a path")]
    [InlineData("clouds: [lab]", "the key 'clouds' is missing")]
    [InlineData("nothing", "the key 'clouds' is missing")]
    [InlineData("clouds: { lab: { auth: { password: '" + Secret + " }", "line 1 is not YAML")]
    [InlineData("clouds: { lab: { auth: { password: *" + Secret + " } } }", "line 1 is not YAML")]
    public void From_WrongFile_NamesFileAndKeyAndNoSecret(string yaml, string expected)
    {
        Write("clouds.yaml", yaml);

        var error = Assert.Throws<InvalidOperationException>(() => Read(("CloudsFile", CloudsPath)));

        Assert.StartsWith($"{CloudsPath}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void From_FileThatIsMissing_NamesIt()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(("CloudsFile", CloudsPath)));

        Assert.StartsWith($"{CloudsPath} can't be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_DefaultThatIsNotConfigured_NamesIt()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(("Clouds:lab:auth:auth_url", "https://x"), ("DefaultCloud", "lob")));

        Assert.Contains("DefaultCloud names the cloud 'lob'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7071/v2", "WEBSITE_HOSTNAME", "localhost:7071")]
    [InlineData("http://localhost:7171", "WEBSITE_HOSTNAME", "127.0.0.1:7171")]
    [InlineData("http://[::1]:7071", "WEBSITE_HOSTNAME", "localhost:7071")]
    [InlineData("https://images.azurewebsites.net/v2", "WEBSITE_HOSTNAME", "images.azurewebsites.net")]
    [InlineData("https://images.example/clouds/lab", "PublicUrl", "https://Images.example:443")]
    public void From_ImageUrlOfThisBackend_IsRefused(string imageUrl, string setting, string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(
            ("Clouds:lab:auth:auth_url", "https://x"), ("Clouds:lab:image_endpoint_override", imageUrl), (setting, value)));

        Assert.Contains("clouds.lab.image_endpoint_override", error.Message, StringComparison.Ordinal);
        Assert.Contains("this backend itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_ImageUrlOnAnotherPort_IsTaken() => Assert.NotNull(Read(
        ("Clouds:lab:auth:auth_url", "https://x"),
        ("Clouds:lab:image_endpoint_override", "http://127.0.0.1:9292"),
        ("WEBSITE_HOSTNAME", "localhost:7071")).Default);

    private static ConfiguredClouds Read(params (string Key, string? Value)[] settings) => ConfiguredClouds.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build());

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
