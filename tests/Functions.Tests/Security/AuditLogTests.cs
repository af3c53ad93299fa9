using System.Net;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Functions.Tests.Http;
using ImagePublishFunctions.Functions.Tests.Races;
using ImagePublishFunctions.Http.UForge;
using ImagePublishFunctions.Http.Users;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.Functions.Tests.Security;

/// <summary>The line that a change by an administrator leaves.</summary>
public sealed class AuditLogTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly KeptLines _lines = new();

    [Fact]
    public async Task Put_UserByAnAdministrator_SaysWhoWhatOnWhomAndFromWhere()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        string login = place.NewLogin();
        HttpContext context = Request(place, "PUT", $"/api/users-admin/{login}", """{"password": "correct horse", "entitlements": ["image_publish"], "isDisabled": true}""");

        await RunAsync(context, request => new UserFunctions(place.Gate, place.Users).PutUserAsync(request, login, default));

        Assert.Equal(
            $"Administrator {place.Administrator} at 10.1.2.3: PUT /api/users-admin/{login} of {login}, 201 password, entitlements=[image_publish], isDisabled=True",
            Assert.Single(_lines.Lines));
    }

    [Fact]
    public async Task ApiKey_MadeAndDeletedForAnotherUser_LeavesALineEach()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        string login = place.NewLogin();
        var functions = new ApiKeyFunctions(place.Gate, place.Keys, new SecurityOptions());
        await RunAsync(
            Request(place, "POST", $"/api/users/{login}/apikeys", """{"apiKeyPair": {"name": "ci"}}"""),
            request => functions.CreateApiKeyAsync(request, login, default));
        ResourcePath key = (await place.Keys.ListAsync(login, default).SingleAsync()).Path;

        await RunAsync(Request(place, "DELETE", $"/api/{key}"), request => functions.DeleteApiKeyAsync(request, login, $"{key.Id}", default));

        Assert.Equal(2, _lines.Lines.Count);
        Assert.All(_lines.Lines, line => Assert.Contains($" of {login}, 20", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PUT", """{"entitlements": ["all"]}""")]
    public async Task Request_ThatChangesNothing_LeavesNone(string method, string body)
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        var functions = new UserFunctions(place.Gate, place.Users);

        await RunAsync(
            Request(place, method, $"/api/users-admin/{place.Administrator}", body),
            request => method == "GET"
                ? functions.GetUserAsync(request, place.Administrator, default)
                : functions.PutUserAsync(request, place.Administrator, default));

        Assert.Empty(_lines.Lines);
    }

    [Fact]
    public void Write_ChangeInSupervisorMode_NamesTheAdministrator()
    {
        HttpContext context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = "/api/users/guest/a\nb";
        AuditLog.NoteAdmitted(context.Request, new Caller("guest", false, new HashSet<string>()) { Supervisor = "root" }, "guest");

        new AuditLog(_lines).Write(context);

        Assert.StartsWith("Administrator root at : POST /api/users/guest/a%0Ab of guest, 200", Assert.Single(_lines.Lines), StringComparison.Ordinal);
    }

    private static HttpContext Request(RacePlace place, string method, string path, string? body = null)
    {
        HttpContext context = place.Request(body);
        context.Request.Method = method;
        context.Request.Path = path;
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.1.2.3");
        return context;
    }

    private Task RunAsync(HttpContext context, Func<HttpRequest, Task<IResult>> call) =>
        new AuditLog(_lines).Invoke(new HttpFunctionContext(context), async _ =>
        {
            string status = await ChangingDoors.StatusAsync(context, call(context.Request));
            context.Response.StatusCode = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture);
        });

    private sealed class KeptLines : ILogger<AuditLog>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
