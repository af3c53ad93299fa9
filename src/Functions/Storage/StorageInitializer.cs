using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Storage;

/// <summary>Makes the tables and containers at start, and the administrator that the settings name.</summary>
public sealed class StorageInitializer(
    TicketStore tickets, OpenWork open, SecretStore secrets, UserStore users, CatalogStore catalog, ImageFileStore files,
    ShareStorage shares, IConfiguration configuration)
    : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            tickets.EnsureAsync(cancellationToken),
            open.EnsureAsync(cancellationToken),
            secrets.EnsureAsync(cancellationToken),
            users.EnsureAsync(cancellationToken),
            catalog.EnsureAsync(cancellationToken),
            files.EnsureAsync(cancellationToken),
            shares.EnsureAsync(cancellationToken));
        await EnsureAdministratorAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EnsureAdministratorAsync(CancellationToken cancellationToken)
    {
        string? login = configuration["Administrator:Login"];
        string? password = configuration["Administrator:Password"];
        if (string.IsNullOrEmpty(login) || string.IsNullOrEmpty(password)) return;
        await users.ChangeAsync(
            login,
            user => user is { IsAdministrator: true, IsDisabled: false, PasswordHash: { } hash } && PasswordHash.Matches(password, hash)
                ? null
                : (user ?? new User { Login = login, Entitlements = Entitlement.All.ToHashSet() }) with
                {
                    IsAdministrator = true,
                    IsDisabled = false,
                    PasswordHash = PasswordHash.Create(password),
                },
            cancellationToken);
    }
}
