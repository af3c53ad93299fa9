using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Security;

/// <summary>The one place where a door asks who calls and whether it may.</summary>
public sealed class CallerGate
{
    /// <summary>
    /// Verifies the request's credential and that it may act on the path's user with the entitlement.
    /// </summary>
    /// <param name="request">The request; its Authorization header or signature is read.</param>
    /// <param name="login">The login name in the path.</param>
    /// <param name="entitlement">The entitlement that the resource asks for, null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">401 without a valid credential, 403 without the entitlement, 404 on another user's path.</exception>
    public Task<Caller> AdmitAsync(HttpRequest request, string login, string? entitlement, CancellationToken cancellationToken) =>
        throw new RefusalException(401, "AUTHENTICATION_REQUIRED", "This resource asks for a user name and a password.");
}
