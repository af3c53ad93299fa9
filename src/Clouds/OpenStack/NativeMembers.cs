using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>The members of images, Image API v2. Open Telekom Cloud's IMS has the same calls.</summary>
/// <param name="http">Its handler must not follow redirects; it decides which addresses may be reached.</param>
public sealed class NativeMembers(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
{
    private readonly CloudSender _sender = new(http, time);
    private readonly OpenStackTimeouts _timeouts = timeouts ?? new OpenStackTimeouts();

    /// <summary>The members of an image that the session may see; one that is stored twice comes twice.</summary>
    public async Task<IReadOnlyList<ImageMember>> ListAsync(OpenStackSession session, string imageId, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(session, HttpMethod.Get, imageId);
        CloudAnswer answer = await _sender.SendAsync(request, Call(session, "list members", changes: false), cancellation);
        return answer.ReadJson(root => root.GetProperty("members").EnumerateArray().Select(Read).ToArray());
    }

    /// <summary>Adds a member; Conflict when it is there.</summary>
    public async Task<ImageMember> AddAsync(OpenStackSession session, string imageId, string projectId, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(session, HttpMethod.Post, imageId);
        request.Content = JsonContent.Create(new JsonObject { ["member"] = projectId });
        CloudAnswer answer = await _sender.SendAsync(request, Call(session, "add member", changes: true), cancellation);
        return answer.ReadJson(Read);
    }

    /// <summary>Sets what the session's own project answers.</summary>
    public async Task<ImageMember> AnswerAsync(
        OpenStackSession session, string imageId, string projectId, MemberStatus status, string? vaultId, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(session, HttpMethod.Put, imageId, projectId);
        var body = new JsonObject { ["status"] = status.ToString().ToLowerInvariant() };
        if (vaultId is not null) body["vault_id"] = vaultId;
        request.Content = JsonContent.Create(body);
        CloudAnswer answer = await _sender.SendAsync(request, Call(session, "update member", changes: true), cancellation);
        return answer.ReadJson(Read);
    }

    /// <summary>Removes a member; NotFound when it is not there.</summary>
    public async Task RemoveAsync(OpenStackSession session, string imageId, string projectId, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(session, HttpMethod.Delete, imageId, projectId);
        await _sender.SendAsync(request, Call(session, "remove member", changes: true), cancellation);
    }

    private static ImageMember Read(JsonElement member) => new(
        member.GetProperty("image_id").GetString()!,
        member.GetProperty("member_id").GetString()!,
        Enum.Parse<MemberStatus>(member.GetProperty("status").GetString()!, ignoreCase: true),
        Time(member.GetProperty("created_at")),
        Time(member.GetProperty("updated_at")));

    private static DateTimeOffset Time(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static HttpRequestMessage Request(OpenStackSession session, HttpMethod method, string imageId, string? projectId = null)
    {
        string path = $"v2/images/{Uri.EscapeDataString(imageId)}/members{(projectId is null ? "" : "/" + Uri.EscapeDataString(projectId))}";
        var request = new HttpRequestMessage(method, ServiceUrl.Append(session.ImageEndpoint, path));
        request.Headers.Add("X-Auth-Token", session.Token);
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private CloudCall Call(OpenStackSession session, string name, bool changes) =>
        new($"Glance: {name}", changes, _timeouts.Request, [session.Token]);
}
