using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>The projects that an image is shared with: the members of OpenStack's Image API v2.</summary>
/// <remarks>
/// Every method throws <see cref="CloudException"/>; its <see cref="CloudException.Said"/> has Glance's own words. Never post the same
/// member twice at once: Glance then keeps it twice (its table has no unique key that works), and a removal takes one of them.
/// </remarks>
public sealed class GlanceMembers(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
{
    private readonly CloudSender _sender = new(http, time);
    private readonly OpenStackTimeouts _timeouts = timeouts ?? new OpenStackTimeouts();

    /// <summary>All members for the image's owner, for a member only itself. Forbidden where the image's visibility has no members.</summary>
    public async Task<IReadOnlyList<ImageMember>> ListAsync(OpenStackSession session, string imageId, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Get, imageId, null);
        var answer = await _sender.SendAsync(request, Call(session, "list members", changes: false), cancellation);
        return answer.ReadJson(root => root.GetProperty("members").EnumerateArray().Select(Read).ToList());
    }

    /// <summary>One member; null where it, or the image, is absent or not visible to the project.</summary>
    public async Task<ImageMember?> FindAsync(OpenStackSession session, string imageId, string projectId, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Get, imageId, projectId);
        var answer = await _sender.SendAsync(
            request, Call(session, "read member", changes: false), cancellation, status => status is HttpStatusCode.NotFound);
        return answer.IsSuccess ? answer.ReadJson(Read) : null;
    }

    /// <summary>
    /// Adds a member, pending. Conflict: it is one already. TooLarge: the image has as many as it may. Forbidden: another's image, or
    /// one whose visibility has no members. Glance does not ask whether the project exists.
    /// </summary>
    public async Task<ImageMember> AddAsync(OpenStackSession session, string imageId, string projectId, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Post, imageId, null);
        request.Content = JsonContent.Create(new JsonObject { ["member"] = projectId });
        var answer = await _sender.SendAsync(request, Call(session, "add member", changes: true), cancellation);
        return answer.ReadJson(Read);
    }

    /// <summary>Answers an offer, as the member. Forbidden for the owner; NotFound where the project is no member.</summary>
    public async Task<ImageMember> SetStatusAsync(
        OpenStackSession session, string imageId, string projectId, MemberStatus status, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Put, imageId, projectId);
        request.Content = JsonContent.Create(new JsonObject { ["status"] = status.ToString().ToLowerInvariant() });
        var answer = await _sender.SendAsync(request, Call(session, "update member", changes: true), cancellation);
        return answer.ReadJson(Read);
    }

    /// <summary>Removes a member, as the owner. NotFound where it is none.</summary>
    public async Task RemoveAsync(OpenStackSession session, string imageId, string projectId, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Delete, imageId, projectId);
        await _sender.SendAsync(request, Call(session, "remove member", changes: true), cancellation);
    }

    private static ImageMember Read(JsonElement member) => new(
        member.GetProperty("image_id").GetString()!,
        member.GetProperty("member_id").GetString()!,
        Status(member.GetProperty("status").GetString()),
        Time(member.GetProperty("created_at")),
        Time(member.GetProperty("updated_at")));

    private static MemberStatus Status(string? text) => text switch
    {
        "pending" => MemberStatus.Pending,
        "accepted" => MemberStatus.Accepted,
        "rejected" => MemberStatus.Rejected,
        _ => throw new FormatException("A member is pending, accepted or rejected."),
    };

    private static DateTimeOffset Time(JsonElement text) =>
        DateTimeOffset.Parse(text.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static HttpRequestMessage Request(OpenStackSession session, HttpMethod method, string imageId, string? projectId)
    {
        var members = $"v2/images/{ServiceUrl.Segment(imageId)}/members";
        var relative = projectId is null ? members : $"{members}/{ServiceUrl.Segment(projectId)}";
        var request = new HttpRequestMessage(method, ServiceUrl.Append(session.ImageEndpoint, relative));
        request.Headers.Add("X-Auth-Token", session.Token);
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private CloudCall Call(OpenStackSession session, string name, bool changes) =>
        new($"Glance: {name}", changes, _timeouts.Request, [session.Token]);
}
