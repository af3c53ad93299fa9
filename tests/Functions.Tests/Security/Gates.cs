using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Security;

/// <summary>Gates on a real Azurite.</summary>
internal static class Gates
{
    public static CallerGate Create(string connection, TimeProvider? time = null, SecurityOptions? options = null) =>
        Create(new TableServiceClient(connection), time, options);

    public static CallerGate Create(TableServiceClient tables, TimeProvider? time = null, SecurityOptions? options = null, ApiKeyStore? keys = null)
    {
        time ??= TimeProvider.System;
        options ??= new SecurityOptions();
        return new CallerGate(new CallerIdentity(
            new UserStore(tables), keys ?? Keys(tables), new FailedLogins(time), options, time, NullLogger<CallerIdentity>.Instance));
    }

    public static ApiKeyStore Keys(TableServiceClient tables) => new(
        tables, new SecretStore(tables, new EphemeralDataProtectionProvider()), new IdSource(TimeProvider.System), TimeProvider.System);
}
