using System.Net;
using System.Net.Http.Json;
using CloudSimulator;

namespace ImagePublishFunctions.Clouds.Tests;

/// <summary>Bodies without a length, which uWSGI and mod_wsgi do not take: the simulator is as strict, so that no test passes with one.</summary>
public sealed class LengthTests
{
    public static TheoryData<string, string, int> Services => new()
    {
        { "keystone", "POST /v3/auth/tokens", 411 },
        { "keystone", "POST /v2.0/tokens", 411 },
        { "glance", "POST /v2/images", 411 },
        { "glance", "PUT /v2/images/1/members/2", 411 },
        { "glance", "PUT /v2/images/1/file", 401 },
        { "ims", "POST /v1/cloudimages/members", 411 },
        { "kms", "POST /v1.0/p/kms/create-grant", 411 },
        { "obs", "PUT /bucket/key", 411 },
        { "registry", "PUT /v2/a/manifests/1", 411 },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Simulator_ChunkedBody_IsRefusedButWhereTheRealServiceTakesOne(string service, string call, int status)
    {
        await using var server = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        var address = service switch
        {
            "keystone" => server.KeystoneUrl,
            "glance" => server.GlanceUrl,
            "ims" => server.Telekom.ImsUrl,
            "kms" => server.Telekom.KmsUrl,
            "obs" => server.Telekom.ObsUrl,
            _ => server.RegistryUrl,
        };
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(call.Split(' ')[0]), new Uri(address, call.Split(' ')[1]));
        request.Content = JsonContent.Create(new { });

        using var response = await http.SendAsync(request);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
    }
}
