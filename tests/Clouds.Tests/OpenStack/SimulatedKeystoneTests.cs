using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class SimulatedKeystoneTests(SimulatedCloud simulated) : KeystoneContractTests(simulated.Cloud), IClassFixture<SimulatedCloud>
{
    [Theory]
    [InlineData("")]
    [InlineData("v2.0")]
    [InlineData("v2.0/")]
    public async Task Authenticate_V2_GivesTokenOfTheTenant(string suffix)
    {
        var credentials = Cloud.Credentials("publisher") with
        {
            KeystoneUrl = new Uri(Cloud.KeystoneUrl, suffix),
            Version = KeystoneVersion.V2,
            GlanceUrl = null,
            Project = null,
        };

        var session = await Clients.LogInAsync(credentials);

        Assert.Equal((Cloud.User("publisher").ProjectId, Cloud.GlanceUrl), (session.ProjectId, session.ImageEndpoint));
        Assert.Null(await Clients.FindAsync(session, Guid.CreateVersion7()));
    }

    [Theory]
    [InlineData("wrong", "publisher", CloudErrorCode.AuthenticationFailed)]
    [InlineData("publisher-secret", "consumer", CloudErrorCode.AuthenticationFailed)]
    [InlineData("publisher-secret", null, CloudErrorCode.NoProject)]
    public async Task Authenticate_V2WithWrongPasswordOrTenant_Fails(
        string password, string? tenant, string code)
    {
        var credentials = Cloud.Credentials("publisher") with { Version = KeystoneVersion.V2, Password = password, Tenant = tenant };

        var error = await FailsAsync(() => Clients.LogInAsync(credentials));

        Assert.Equal((CloudErrorKind.Permanent, code), (error.Kind, error.Code));
    }
}
