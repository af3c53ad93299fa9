using System.Text.Json.Nodes;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>
/// Sharing of many images at once, as IMS does it: a call submits a job (<see cref="ImsJobsClient"/>) and returns its id. One image and one
/// project at a time go through <see cref="GlanceMembers"/>, which IMS answers as OpenStack does.
/// </summary>
/// <remarks>
/// Every method throws <see cref="CloudException"/>. Its code is the IMG code where IMS gave one, its kind says whether the same call may
/// help: Transient – later; Permanent – never; Unknown – read the members before a repeat, since the job may run. Nothing is repeated here.
/// </remarks>
public sealed class ImsMembersClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
{
    /// <summary>The most projects in a call: what the cloud's console allows; its API names no limit.</summary>
    public const int MaximumProjects = 100;

    private const string Members = "v1/cloudimages/members";
    private readonly ImsCalls _calls = new(http, time, "IMS", timeouts);

    /// <summary>Adds each project to each image, as the images' owner.</summary>
    /// <returns>The job's id.</returns>
    public Task<string> AddAsync(
        OpenStackSession session, IReadOnlyCollection<string> images, IReadOnlyCollection<string> projects, CancellationToken cancellation) =>
        _calls.SubmitAsync("add members", session, HttpMethod.Post, Members, Matrix(images, projects), cancellation);

    /// <summary>Removes each project from each image, as the images' owner.</summary>
    /// <returns>The job's id.</returns>
    public Task<string> RemoveAsync(
        OpenStackSession session, IReadOnlyCollection<string> images, IReadOnlyCollection<string> projects, CancellationToken cancellation) =>
        _calls.SubmitAsync("remove members", session, HttpMethod.Delete, Members, Matrix(images, projects), cancellation);

    /// <summary>Accepts or rejects the images, as the session's project, which is the recipient.</summary>
    /// <param name="session">The recipient's.</param>
    /// <param name="images">Shared with it.</param>
    /// <param name="status">Accepted or Rejected.</param>
    /// <param name="vaultId">A server-backup vault of the recipient; only for accepting full-ECS images made from a backup.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The job's id.</returns>
    public Task<string> SetStatusAsync(
        OpenStackSession session, IReadOnlyCollection<string> images, MemberStatus status, string? vaultId, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["images"] = ImsCalls.List(images),
            ["project_id"] = session.ProjectId,
            ["status"] = status switch
            {
                MemberStatus.Accepted => "accepted",
                MemberStatus.Rejected => "rejected",
                _ => throw new ArgumentOutOfRangeException(nameof(status), status, "IMS knows no way back to pending."),
            },
        };
        if (vaultId is not null)
        {
            body["vault_id"] = vaultId;
        }

        return _calls.SubmitAsync("update members", session, HttpMethod.Put, Members, body, cancellation);
    }

    /// <summary>The project's quotas.</summary>
    public async Task<IReadOnlyList<ImsQuota>> ListQuotasAsync(OpenStackSession session, CancellationToken cancellation)
    {
        var answer = await _calls.SendAsync("read quota", session, HttpMethod.Get, "v1/cloudimages/quota", null, cancellation);
        return answer.ReadJson(root => root.GetProperty("quotas").GetProperty("resources").EnumerateArray()
            .Select(resource => new ImsQuota(
                resource.GetProperty("type").GetString()!, resource.GetProperty("used").GetInt32(), resource.GetProperty("quota").GetInt32()))
            .ToList());
    }

    private static JsonObject Matrix(IReadOnlyCollection<string> images, IReadOnlyCollection<string> projects)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(projects.Count, MaximumProjects);
        return new JsonObject { ["images"] = ImsCalls.List(images), ["projects"] = ImsCalls.List(projects) };
    }
}
