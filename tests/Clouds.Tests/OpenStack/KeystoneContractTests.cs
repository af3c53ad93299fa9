using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <inheritdoc cref="CloudTests"/>
public abstract class KeystoneContractTests(TestCloud cloud) : CloudTests(cloud)
{
    [ContractFact]
    public async Task Authenticate_RightPassword_GivesTokenOfTheProject()
    {
        var session = await Clients.LogInAsync(Cloud);

        Assert.NotEmpty(session.Token);
        Assert.InRange(session.ExpiresAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        Assert.Equal(Cloud.User("publisher").ProjectId, session.ProjectId);
        Assert.Equal(Cloud.GlanceUrl, session.ImageEndpoint);
    }

    [ContractFact]
    public async Task Authenticate_AnyPartOfTheLoginWrong_SaysOnlyThatItFailed()
    {
        var right = Cloud.Credentials("publisher");
        OpenStackCredentials[] wrong =
        [
            right with { Password = "not-the-secret" },
            right with { Login = "nobody" },
            right with { Project = "no-such-project" },
            right with { Project = "consumer" },
            right with { Domain = "no-such-domain" },
        ];

        foreach (var credentials in wrong)
        {
            var error = await FailsAsync(() => Clients.LogInAsync(credentials));

            Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.AuthenticationFailed, 401), (error.Kind, error.Code, error.Status));
            Assert.DoesNotContain(credentials.Password, error.ToString());
        }
    }

    [ContractFact]
    public async Task Authenticate_UrlsWithAndWithoutVersion_AllWork()
    {
        var right = Cloud.Credentials("publisher");
        foreach (var suffix in (string[])["", "/", "/v3", "/v3/"])
        {
            var credentials = right with { KeystoneUrl = new Uri(Cloud.KeystoneUrl.AbsoluteUri.TrimEnd('/') + suffix) };
            Assert.Equal(Cloud.GlanceUrl, (await Clients.LogInAsync(credentials)).ImageEndpoint);
        }

        foreach (var suffix in (string[])["/", "/v2", "/v2/"])
        {
            var credentials = right with { GlanceUrl = new Uri(Cloud.GlanceUrl.AbsoluteUri.TrimEnd('/') + suffix) };
            Assert.Equal(Cloud.GlanceUrl, (await Clients.LogInAsync(credentials)).ImageEndpoint);
        }
    }

    [ContractFact]
    public async Task Authenticate_DomainCalledDefaultOrNone_IsTheDefaultDomain()
    {
        foreach (var domain in (string?[])["default", null])
        {
            var session = await Clients.LogInAsync(Cloud.Credentials("publisher") with { Domain = domain });
            Assert.Equal(Cloud.User("publisher").ProjectId, session.ProjectId);
        }
    }

    [ContractFact]
    public async Task Authenticate_NoGlanceUrl_TakesTheCatalogues()
    {
        var credentials = Cloud.Credentials("publisher") with { GlanceUrl = null };

        var session = await Clients.LogInAsync(credentials);
        var error = await FailsAsync(() => Clients.LogInAsync(credentials with { Region = "Elsewhere" }));

        Assert.Equal(Cloud.GlanceUrl, session.ImageEndpoint);
        Assert.Equal(CloudErrorCode.NoImageEndpoint, error.Code);
        Assert.Contains("Elsewhere", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Authenticate_NoProjectAtAll_SaysSo()
    {
        var error = await FailsAsync(() => Clients.LogInAsync(Cloud.Credentials("publisher") with { Project = null }));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.NoProject), (error.Kind, error.Code));
    }
}
