using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Security;

/// <summary>The one place where a door asks who calls and whether it may.</summary>
public sealed class CallerGate(CallerIdentity identity)
{
    /// <summary>Verifies the request's credential and that it may act on the path's user with the entitlement.</summary>
    /// <param name="request">The request; its Authorization header, or its signature, is read.</param>
    /// <param name="login">The login name in the path.</param>
    /// <param name="entitlement">The entitlement that the resource asks for, null for none; see <see cref="Entitlement"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">
    /// 401 without a valid credential, 429 after too many wrong ones, 403 without the entitlement, 404 on another user's path.
    /// </exception>
    public async Task<Caller> AdmitAsync(HttpRequest request, string login, string? entitlement, CancellationToken cancellationToken)
    {
        Caller caller = await identity.FindAsync(request, cancellationToken);
        if (caller.Login != login && (!caller.IsAdministrator || login.Length > User.LongestLogin))
            throw new RefusalException(404, "USER_NOT_FOUND", $"User {login} not found.", "uid");
        if (entitlement is not null && !caller.IsAdministrator && !caller.Entitlements.Contains(entitlement))
            throw new RefusalException(403, "ENTITLEMENT_MISSING", $"This asks for the entitlement {entitlement}.", entitlement);
        AuditLog.NoteAdmitted(request, caller, login);
        return caller;
    }

    /// <summary>Verifies that an administrator calls.</summary>
    /// <param name="request">The request.</param>
    /// <param name="login">The user whom it is about; null when it is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">401 without a valid credential, 403 for anybody else.</exception>
    public async Task<Caller> AdmitAdministratorAsync(HttpRequest request, string? login, CancellationToken cancellationToken)
    {
        Caller caller = await identity.FindAsync(request, cancellationToken);
        if (!caller.IsAdministrator) throw new RefusalException(403, "ADMINISTRATOR_ONLY", "Only an administrator may do this.");
        AuditLog.NoteAdmitted(request, caller, login);
        return caller;
    }
}
