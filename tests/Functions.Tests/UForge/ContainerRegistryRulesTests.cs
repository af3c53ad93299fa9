using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Publications;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>What a publication to a registry must bring.</summary>
public sealed class ContainerRegistryRulesTests
{
    [Fact]
    public void Complete_NamesLeftOut_AreTheImagesOwn()
    {
        PublishRequest request = Complete(Docker(), "web", "1.0");

        Assert.Equal(("web", "1.0", null), (request["repositoryName"], request["tagName"], request["namespace"]));
    }

    [Theory]
    [InlineData("repositoryName", "Web", "repositoryName")]
    [InlineData("repositoryName", "a/../b", "repositoryName")]
    [InlineData("namespace", "Team", "namespace")]
    [InlineData("namespace", "team/", "namespace")]
    [InlineData("tagName", "1.0 beta", "tagName")]
    [InlineData("tagName", "sha256:1", "tagName")]
    public void Complete_NameOutsideTheGrammar_IsRefusedNamingTheField(string field, string value, string named) =>
        Assert.Equal((400, named), Refusal(() => Complete(Docker((field, value)), "web", "1.0")));

    [Theory]
    [InlineData("My Web Server", "1.0", "repositoryName")]
    [InlineData("web", "1.0 beta", "tagName")]
    public void Complete_NameLeftOutOfAnImageWhoseOwnCannotBeOne_IsMissing(string name, string version, string field) =>
        Assert.Equal((400, field), Refusal(() => Complete(Docker(), name, version)));

    [Theory]
    [InlineData("CredAccountDocker", "endpointUrl=https://r;login=l", "", "credAccount/password")]
    [InlineData("CredAccountDocker", "endpointUrl=https://r", "password=p", "credAccount/login")]
    [InlineData("CredAccountDocker", "login=l", "password=p", "credAccount/endpointUrl")]
    [InlineData("CredAccountOpenShift", "registryUrl=https://r", "", "credAccount/token")]
    [InlineData("CredAccountOpenShift", "", "token=t", "credAccount/registryUrl")]
    public void CheckAccount_Incomplete_IsRefusedNamingTheField(string type, string fields, string secrets, string field)
    {
        var account = new CloudAccount { Type = type, Fields = Values(fields) };

        Assert.Equal((400, field), Refusal(() => ContainerRegistryRules.CheckAccount(account, new AccountSecrets(Values(secrets)))));
    }

    [Theory]
    [InlineData("https://registry.example", "https://registry.example/")]
    [InlineData("https://registry.example:5000/v2/", "https://registry.example:5000/")]
    [InlineData("https://registry.example/mirror/v2", "https://registry.example/mirror")]
    [InlineData("https://index.docker.io/v1/", "https://registry-1.docker.io/")]
    public void Of_UrlAsUsersWriteIt_IsTheRegistrysOwn(string written, string expected) =>
        Assert.Equal(expected, RegistryAddress.Of(written).AbsoluteUri);

    private static (int Status, string? Field) Refusal(Action call)
    {
        RefusalException refusal = Assert.Throws<RefusalException>(call);
        return (refusal.Status, refusal.Field);
    }

    private static Dictionary<string, string> Values(string list) =>
        list.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static PublishRequest Complete(PublishRequest request, string name, string version) => new ContainerRegistryRules().Complete(
        request, new PublicationImage(ResourcePath.Of("guest", "appliances", 1).Child("images", 2), name, version, "docker"), null);

    private static PublishRequest Docker(params (string Name, string Value)[] fields) => new()
    {
        Type = "PublishImageDocker",
        ImagePath = "users/guest/appliances/1/images/2",
        Account = new CloudAccount { Type = "CredAccountDocker" },
        Fields = fields.ToDictionary(field => field.Name, field => field.Value),
    };
}
