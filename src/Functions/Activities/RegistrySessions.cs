using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Activities;

/// <summary>The registry, repository and login of a publication; tokens are kept in memory with it, a publication each.</summary>
public sealed class RegistrySessions(TicketCredentials credentials) : IDisposable
{
    /// <summary>OpenShift's registry looks at the token only, but Basic authentication wants a name as well.</summary>
    private const string OpenShiftLogin = "openshift";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private readonly MemoryCache _sessions = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The session of a publication.</summary>
    public async Task<RegistrySession> OpenAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        string key = ticket.Path.Text;
        if (_sessions.TryGetValue(key, out RegistrySession? known)) return known!;
        (CloudAccount account, AccountSecrets secrets) = await credentials.FindAsync(ticket, cancellationToken);
        var session = new RegistrySession(Credentials(account, secrets), RepositoryOf(ticket.Request));
        _sessions.Set(key, session, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Life });
        return session;
    }

    /// <summary>Forgets the session of a publication: its login was rejected, or the publication has ended.</summary>
    public void Close(Ticket ticket) => _sessions.Remove(ticket.Path.Text);

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();

    private static RepositoryName RepositoryOf(PublishRequest request) =>
        RepositoryName.TryParse(request["namespace"], request["repositoryName"], out RepositoryName? name)
            ? name
            : throw new InvalidOperationException("The ticket names no repository.");

    private static RegistryCredentials Credentials(CloudAccount account, AccountSecrets secrets) => account.Type == AccountType.OpenShift.Name
        ? new RegistryCredentials(RegistryAddress.Of(account["registryUrl"]!), OpenShiftLogin, secrets["token"])
        : new RegistryCredentials(RegistryAddress.Of(account["endpointUrl"]!), account["login"], secrets["password"]);
}
