using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>Sends JSON calls with a project's token.</summary>
internal sealed class ImsCalls(HttpClient http, TimeProvider time, string service, OpenStackTimeouts? timeouts)
{
    private readonly CloudSender _sender = new(http, time);
    private readonly OpenStackTimeouts _timeouts = timeouts ?? new OpenStackTimeouts();

    /// <param name="name">For messages, such as "create image".</param>
    /// <param name="session">Whose token.</param>
    /// <param name="method">Any but GET changes something.</param>
    /// <param name="url">The whole URL.</param>
    /// <param name="body">The body; null for none. A DELETE may have one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="expected">The error statuses that the caller handles.</param>
    public async Task<CloudAnswer> SendAsync(
        string name,
        OpenStackSession session,
        HttpMethod method,
        Uri url,
        JsonNode? body,
        CancellationToken cancellation,
        Func<HttpStatusCode, bool>? expected = null)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Add("X-Auth-Token", session.Token);
        request.Headers.Accept.ParseAdd("application/json");
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        var call = new CloudCall($"{service}: {name}", method != HttpMethod.Get, _timeouts.Request, [session.Token]);
        return await _sender.SendAsync(request, call, cancellation, expected);
    }

    /// <summary>The same at a path below the session's image endpoint.</summary>
    public Task<CloudAnswer> SendAsync(
        string name,
        OpenStackSession session,
        HttpMethod method,
        string relative,
        JsonNode? body,
        CancellationToken cancellation,
        Func<HttpStatusCode, bool>? expected = null) =>
        SendAsync(name, session, method, ServiceUrl.Append(Root(session), relative), body, cancellation, expected);

    /// <summary>A submission whose answer is a job's id.</summary>
    public async Task<string> SubmitAsync(
        string name, OpenStackSession session, HttpMethod method, string relative, JsonNode body, CancellationToken cancellation)
    {
        var answer = await SendAsync(name, session, method, relative, body, cancellation);
        return answer.ReadJson(root => root.GetProperty("job_id").GetString() is { Length: > 0 } id ? id : throw new FormatException("No job."));
    }

    public static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode?)value)]);

    private static Uri Root(OpenStackSession session) => ServiceUrl.WithoutVersion(session.ImageEndpoint);
}
