using System.Net;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class GlanceClientTests
{
    private static readonly OpenStackSession s_session = new(
        "a-token", DateTimeOffset.MaxValue, "project-1", new Uri("http://glance.example/image"));

    [Fact]
    public async Task List_NextPointsToAnotherHost_StaysWithTheEndpoint()
    {
        var id = Guid.CreateVersion7();
        var asked = new List<Uri>();
        using var clients = new CloudClients(new StubHandler(request =>
        {
            asked.Add(request.RequestUri!);
            return asked.Count > 1 ? """{"images": []}""" : $$"""
                {"images": [{"id": "{{id}}", "status": "active", "owner": "project-1", "p": "v"}],
                 "next": "http://evil.example/v2/images?marker=x"}
                """;
        }));

        await foreach (var image in clients.Glance.ListImagesAsync(s_session, "p", "v", CancellationToken.None))
        {
            Assert.Equal(id, image.Id);
        }

        Assert.Equal("http://glance.example/image/v2/images?marker=x", asked[1].AbsoluteUri);
    }

    [Fact]
    public async Task List_CloudIgnoresTheFilter_GivesOnlyWhatWasAskedFor()
    {
        using var clients = new CloudClients(new StubHandler(_ => $$"""
            {"images": [
              {"id": "{{Guid.CreateVersion7()}}", "status": "active", "owner": "project-2", "p": "v"},
              {"id": "{{Guid.CreateVersion7()}}", "status": "active", "owner": "project-1", "p": "other"},
              {"id": "{{Guid.CreateVersion7()}}", "status": "active", "owner": "project-1"}]}
            """));

        await foreach (var image in clients.Glance.ListImagesAsync(s_session, "p", "v", CancellationToken.None))
        {
            Assert.Fail($"{image} was not asked for.");
        }
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("visibility")]
    public async Task Create_PropertyNamedAsAMemberOfEveryImage_IsRefusedBeforeSending(string name)
    {
        using var clients = new CloudClients(new StubHandler(_ => throw new InvalidOperationException("sent")));
        var image = CloudClients.NewImage((name, "x"));

        await Assert.ThrowsAsync<ArgumentException>(() => clients.CreateAsync(s_session, image));
    }

    [Fact]
    public void Constructor_HttpClientThatWouldCutLongUploads_IsRefused()
    {
        using var http = new HttpClient();

        Assert.Throws<ArgumentException>(() => new GlanceClient(http, TimeProvider.System));
    }

    [Theory]
    [InlineData("ftp://keystone.example")]
    [InlineData("keystone.example/v3")]
    public async Task Authenticate_UrlThatIsNotHttp_IsRefused(string url)
    {
        using var clients = new CloudClients(new StubHandler(_ => throw new InvalidOperationException("sent")));
        var credentials = new OpenStackCredentials(
            new Uri(url, UriKind.RelativeOrAbsolute), null, KeystoneVersion.V3, "l", "p", null, null, null, null);

        await Assert.ThrowsAsync<ArgumentException>(() => clients.LogInAsync(credentials));
    }

    [Theory]
    [InlineData("http://glance.example/image", "http://glance.example/image")]
    [InlineData("http://glance.example/image/", "http://glance.example/image")]
    [InlineData("http://glance.example/image/v1", "http://glance.example/image")]
    [InlineData("http://glance.example/image/v2/", "http://glance.example/image")]
    [InlineData("http://glance.example/image/v2.9", "http://glance.example/image")]
    [InlineData("http://glance.example:9292/V2.0//", "http://glance.example:9292/")]
    [InlineData("http://glance.example/v1/image", "http://glance.example/v1/image")]
    [InlineData("http://glance.example/v2x", "http://glance.example/v2x")]
    [InlineData("http://glance.example/env2", "http://glance.example/env2")]
    public void WithoutVersion_AnyVersionAtTheEnd_IsTakenOff(string written, string service) =>
        Assert.Equal(service, ServiceUrl.WithoutVersion(new Uri(written)).AbsoluteUri);

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    public async Task Members_ProjectOfDots_AsksNothingOfTheImageItself(string project)
    {
        using var clients = new CloudClients(new StubHandler(_ => throw new InvalidOperationException("sent")));
        var members = new GlanceMembers(clients.Http, TimeProvider.System);

        var error = await Assert.ThrowsAsync<CloudException>(() => members.RemoveAsync(s_session, $"{Guid.CreateVersion7()}", project, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadRequest), (error.Kind, error.Code));
    }

    private sealed class StubHandler(Func<HttpRequestMessage, string> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer(request)) });
    }
}
