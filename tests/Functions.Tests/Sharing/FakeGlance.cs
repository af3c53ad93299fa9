using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>
/// Keystone and Glance's member calls in memory, as a handler of an HttpClient: Glance's rules, its missing lock included, so that a member
/// added twice at once is stored twice. The login is the name of the project that the token is for.
/// </summary>
internal sealed class FakeGlance : HttpMessageHandler
{
    public const string Url = "http://keystone.test:5000/v3";
    private const string Added = "2026-02-03T10:15:30Z";
    private readonly ConcurrentDictionary<string, List<(string Project, string Status)>> _members = new();
    private readonly ConcurrentDictionary<string, int> _busy = new();
    private int _changesAtOnce;

    /// <summary>The project that owns all images.</summary>
    public const string Owner = "owner";

    /// <summary>Asked before a call is carried out: its answer in place of Glance's, or null.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Before { get; set; } = _ => null;

    /// <summary>Told after a call was carried out; what it throws is what the caller sees.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task> AfterAsync { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Names of projects, with the id of the one that the login has a role in, or none. Any other text is an id.</summary>
    public Dictionary<string, string?> Names { get; } = [];

    /// <summary>The calls, as verb and path.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The most changes of one image that ran at once.</summary>
    public int ChangesAtOnce => _changesAtOnce;

    /// <summary>An id that no other test has.</summary>
    public static string NewImageId() => NameBasedGuid.Create(SharedAzurite.UniqueName("image")).ToString();

    public HttpClient Client() => new(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>The members of an image as <c>project status</c>, in order.</summary>
    public IReadOnlyList<string> Members(string image) => [.. _members[image].Select(member => $"{member.Project} {member.Status}").Order()];

    public void Create(string image, params string[] members) =>
        _members[image] = [.. members.Select(member => (member.Split(' ')[0], member.Contains(' ') ? member.Split(' ')[1] : "pending"))];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/auth/tokens", StringComparison.Ordinal)) return await SignInAsync(request, cancellationToken);
        if (path.StartsWith("/v3/projects/", StringComparison.Ordinal)) return Error(Names.ContainsKey(path[13..]) ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        if (path == "/v3/auth/projects") return Ok(new JsonObject { ["projects"] = new JsonArray([.. Names.Select(Project)]) });
        Calls.Enqueue($"{request.Method} {path}");
        if (Before(request) is { } answer) return answer;
        string[] segments = path.Trim('/').Split('/');
        string image = segments[2];
        bool changes = request.Method != HttpMethod.Get;
        if (changes) Interlocked.Exchange(ref _changesAtOnce, Math.Max(_changesAtOnce, _busy.AddOrUpdate(image, 1, (_, busy) => busy + 1)));
        try
        {
            await Task.Yield();
            answer = await AnswerAsync(request, image, segments.ElementAtOrDefault(4), cancellationToken);
            await AfterAsync(request, cancellationToken);
            return answer;
        }
        finally
        {
            if (changes) _busy.AddOrUpdate(image, 0, (_, busy) => busy - 1);
        }
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string text = "no") => new(status) { Content = new StringContent(text) };

    private static async Task<HttpResponseMessage> SignInAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        string project = (string)body["auth"]!["identity"]!["password"]!["user"]!["name"]!;
        var answer = new HttpResponseMessage(HttpStatusCode.Created)
        {
            Content = JsonContent.Create(new JsonObject
            {
                ["token"] = new JsonObject { ["expires_at"] = "2099-01-01T00:00:00Z", ["project"] = new JsonObject { ["id"] = project } },
            }),
        };
        answer.Headers.Add("X-Subject-Token", project);
        return answer;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, string image, string? project, CancellationToken cancellationToken)
    {
        string caller = request.Headers.GetValues("X-Auth-Token").Single();
        if (!_members.TryGetValue(image, out List<(string Project, string Status)>? members)) return Error(HttpStatusCode.NotFound);
        JsonNode? body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        lock (members)
        {
            int index = members.FindIndex(member => member.Project == project);
            if (caller != Owner && !members.Any(member => member.Project == caller)) return Error(HttpStatusCode.NotFound);
            switch (request.Method.Method)
            {
                case "GET":
                    return Ok(new JsonObject
                    {
                        ["members"] = new JsonArray([.. members.Where(member => caller == Owner || member.Project == caller).Select(member => Json(image, member))]),
                    });
                case "POST":
                    string added = (string)body!["member"]!;
                    if (members.Any(member => member.Project == added)) return Error(HttpStatusCode.Conflict, $"Image member {added} already exists");
                    members.Add((added, "pending"));
                    return Ok(Json(image, members[^1]));
                case "PUT":
                    if (index < 0) return Error(HttpStatusCode.NotFound);
                    if (caller != project) return Error(HttpStatusCode.Forbidden);
                    members[index] = (project!, (string)body!["status"]!);
                    return Ok(Json(image, members[index]));
                default:
                    if (index < 0) return Error(HttpStatusCode.NotFound);
                    members.RemoveAt(index);
                    return new HttpResponseMessage(HttpStatusCode.NoContent);
            }
        }
    }

    private static JsonNode Project(KeyValuePair<string, string?> name) =>
        new JsonObject { ["name"] = name.Value is null ? "other" : name.Key, ["id"] = name.Value ?? "none" };

    private static HttpResponseMessage Ok(JsonNode body) => new(HttpStatusCode.OK) { Content = JsonContent.Create(body) };

    private static JsonObject Json(string image, (string Project, string Status) member) => new()
    {
        ["image_id"] = image,
        ["member_id"] = member.Project,
        ["status"] = member.Status,
        ["created_at"] = Added,
        ["updated_at"] = Added,
        ["schema"] = "/v2/schemas/member",
    };
}
