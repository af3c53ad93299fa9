using System.Text.Json;
using System.Text.Json.Serialization;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.Users;

/// <summary>Users, for administrators: <c>/api/users-admin/{uid}</c>.</summary>
public sealed class UserFunctions(CallerGate gate, UserStore users)
{
    private const int LongestBody = 16_384;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Creates or changes a user: 201 or 200 with the user, never with the password.</summary>
    [Function(nameof(PutUserAsync))]
    public async Task<IResult> PutUserAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/users-admin/{uid}")] HttpRequest request, string uid, CancellationToken cancellationToken)
    {
        await gate.AdmitAdministratorAsync(request, uid, cancellationToken);
        if (uid.Length > User.LongestLogin || !uid.All(c => char.IsAsciiLetterOrDigit(c) || "._@+-".Contains(c, StringComparison.Ordinal)))
            throw new RefusalException(400, "LOGIN_INVALID", "A login has 1 to 64 letters, digits or . _ @ + - characters.", "uid");
        UserChange change = await ReadAsync(request, cancellationToken);
        if (change.Password is { Length: < 12 or > 256 })
            throw new RefusalException(400, "PASSWORD_INVALID", "A password has 12 to 256 characters.", "password");
        if (change.Entitlements is { } wanted && wanted.Any(name => !Entitlement.All.Contains(name)))
            throw new RefusalException(400, "ENTITLEMENT_UNKNOWN", $"Entitlements are {string.Join(", ", Entitlement.All)}.", "entitlements");

        string? hash = change.Password is { } password ? PasswordHash.Create(password) : null;
        (User? user, bool isNew) = await users.ChangeAsync(uid, known => Changed(known, uid, change, hash), cancellationToken);
        AuditLog.NoteDetails(request, DetailsOf(change));
        return new JsonAnswer<UserView>(UserView.Of(user!), status: isNew ? 201 : 200);
    }

    /// <summary>All users, by login name.</summary>
    [Function(nameof(ListUsersAsync))]
    public async Task<IResult> ListUsersAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users-admin")] HttpRequest request, CancellationToken cancellationToken)
    {
        await gate.AdmitAdministratorAsync(request, null, cancellationToken);
        return new JsonAnswer<UserList>(new UserList(users.ListAsync(cancellationToken).Select(UserView.Of)));
    }

    /// <summary>One user.</summary>
    [Function(nameof(GetUserAsync))]
    public async Task<IResult> GetUserAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users-admin/{uid}")] HttpRequest request, string uid, CancellationToken cancellationToken)
    {
        await gate.AdmitAdministratorAsync(request, uid, cancellationToken);
        User user = await users.FindAsync(uid, cancellationToken) ?? throw new RefusalException(404, "USER_NOT_FOUND", $"User {uid} not found.", "uid");
        return new JsonAnswer<UserView>(UserView.Of(user));
    }

    /// <summary>What a change sets, the password aside.</summary>
    private static string DetailsOf(UserChange change)
    {
        string?[] parts =
        [
            change.Password is null ? null : "password",
            change.Entitlements is { } entitlements ? $"entitlements=[{string.Join(' ', entitlements)}]" : null,
            change.IsAdministrator is { } isAdministrator ? $"isAdministrator={isAdministrator}" : null,
            change.IsDisabled is { } isDisabled ? $"isDisabled={isDisabled}" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static User Changed(User? known, string login, UserChange change, string? hash)
    {
        if (known is null && hash is null) throw new RefusalException(400, "PASSWORD_MISSING", "A new user needs a password.", "password");
        User user = known ?? new User { Login = login };
        return user with
        {
            PasswordHash = hash ?? user.PasswordHash,
            Entitlements = change.Entitlements?.ToHashSet() ?? user.Entitlements,
            IsAdministrator = change.IsAdministrator ?? user.IsAdministrator,
            IsDisabled = change.IsDisabled ?? user.IsDisabled,
        };
    }

    private static async Task<UserChange> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = new BoundedStream(
                request.Body, LongestBody, () => new RefusalException(413, "BODY_TOO_LARGE", $"A user has at most {LongestBody} bytes."));
            return await JsonSerializer.DeserializeAsync<UserChange>(body, Strict, cancellationToken)
                ?? throw new RefusalException(400, "BODY_MISSING", "A JSON object is needed.");
        }
        catch (JsonException e)
        {
            throw new RefusalException(400, "BODY_INVALID", $"The body is not what is needed at {e.Path ?? "$"}.", e.Path);
        }
    }
}
