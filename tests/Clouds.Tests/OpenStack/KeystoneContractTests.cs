using System.Net.Http.Json;
using System.Text.Json;
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
        foreach (var suffix in (string[])["", "/", "/v3", "/v3/", "/v2.0", "/v2.0/"])
        {
            var credentials = right with { KeystoneUrl = new Uri(Cloud.KeystoneUrl.AbsoluteUri.TrimEnd('/') + suffix) };
            Assert.Equal(Cloud.GlanceUrl, (await Clients.LogInAsync(credentials)).ImageEndpoint);
        }

        foreach (var suffix in (string[])["/", "/v1", "/v1/", "/v2", "/v2/", "/v2.0", "/v2.9", "/v2.9/"])
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

    [ContractFact]
    public async Task Validate_GoodToken_TellsProjectUserRolesAndEndpoint()
    {
        var session = await Clients.LogInAsync(Cloud);
        var user = Cloud.User("publisher");

        var token = await Clients.Keystone.ValidateAsync(Cloud.KeystoneUrl, session.Token, Cloud.Region, CancellationToken.None);

        Assert.Equal((user.ProjectId, user.Project, user.Name), (token!.ProjectId, token.ProjectName, token.UserName));
        Assert.Equal(("default", session.ExpiresAt, Cloud.GlanceUrl), (token.DomainId, token.ExpiresAt, token.ImageEndpoint));
        Assert.Contains("member", token.Roles);
    }

    [ContractFact]
    public async Task Validate_TokenThatIsNone_IsNull()
    {
        foreach (var token in (string[])["garbage", "", "with blank", "g" + new string('A', 182)])
        {
            Assert.Null(await Clients.Keystone.ValidateAsync(Cloud.KeystoneUrl, token, null, CancellationToken.None));
        }
    }

    [ContractFact]
    public async Task HasProject_OwnOrUnknownOrForeign_TellsWhatTheUserMayKnow()
    {
        var member = await Clients.LogInAsync(Cloud);
        var admin = await Clients.LogInAsync(Cloud, "admin");

        Assert.True(await HasProjectAsync(admin, Cloud.User("consumer").ProjectId));
        Assert.False(await HasProjectAsync(admin, "0123456789abcdef0123456789abcdef"));
        Assert.True(await HasProjectAsync(member, member.ProjectId));
        Assert.Null(await HasProjectAsync(member, Cloud.User("consumer").ProjectId));
        var projects = await Clients.Keystone.ListProjectsAsync(Cloud.KeystoneUrl, member.Token, CancellationToken.None);
        Assert.Equal(("publisher", 1), (projects[member.ProjectId], projects.Count));
    }

    [ContractFact]
    public async Task Authenticate_ApplicationCredential_GivesTokenOfItsProject()
    {
        var session = await Clients.LogInAsync(Cloud);
        var user = (await Clients.Keystone.ValidateAsync(Cloud.KeystoneUrl, session.Token, null, CancellationToken.None))!.UserId;
        var name = $"publisher {Guid.CreateVersion7()}";
        var (id, secret) = await MakeApplicationCredentialAsync(session, user, name);
        var byId = Cloud.Credentials("publisher") with { Login = "", Password = "", ApplicationCredential = new ApplicationCredential(id, null, secret) };
        var byName = Cloud.Credentials("publisher") with { Password = "", ApplicationCredential = new ApplicationCredential(null, name, secret) };

        Assert.Equal(session.ProjectId, (await Clients.LogInAsync(byId)).ProjectId);
        Assert.Equal(session.ProjectId, (await Clients.LogInAsync(byName)).ProjectId);
        var wrong = await FailsAsync(() => Clients.LogInAsync(byId with { ApplicationCredential = new ApplicationCredential(id, null, "wrong-secret") }));
        Assert.Equal(CloudErrorCode.AuthenticationFailed, wrong.Code);
        Assert.DoesNotContain("wrong-secret", wrong.ToString());
    }

    private Task<bool?> HasProjectAsync(OpenStackSession session, string project) =>
        Clients.Keystone.HasProjectAsync(Cloud.KeystoneUrl, session.Token, project, CancellationToken.None);

    private async Task<(string Id, string Secret)> MakeApplicationCredentialAsync(OpenStackSession session, string user, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Cloud.KeystoneUrl, $"/v3/users/{user}/application_credentials"));
        request.Headers.Add("X-Auth-Token", session.Token);
        request.Content = JsonContent.Create(new { application_credential = new { name } });
        await request.Content.LoadIntoBufferAsync();
        using var response = await Clients.Http.SendAsync(request);
        var made = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        var credential = made.GetProperty("application_credential");
        return (credential.GetProperty("id").GetString()!, credential.GetProperty("secret").GetString()!);
    }
}
