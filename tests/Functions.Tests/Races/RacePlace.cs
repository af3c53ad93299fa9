using System.Text;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Functions.Tests.Security;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>The stores of users and what belongs to them on a real Azurite, and an administrator who changes it.</summary>
internal sealed class RacePlace
{
    private const string Password = "correct horse battery";
    private static readonly string Hash = PasswordHash.Create(Password);
    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().BuildServiceProvider();
    private int _made;

    private RacePlace(string connection)
    {
        var time = TimeProvider.System;
        Tables = new TableServiceClient(connection);
        Secrets = new SecretStore(Tables, new EphemeralDataProtectionProvider());
        Users = new UserStore(Tables);
        Accounts = new AccountStore(Tables, Secrets, new IdSource(time), time);
        Keys = new ApiKeyStore(Tables, Secrets, new IdSource(time), time);
        Gate = Gates.Create(Tables);
    }

    public TableServiceClient Tables { get; }

    public SecretStore Secrets { get; }

    public UserStore Users { get; }

    public AccountStore Accounts { get; }

    public ApiKeyStore Keys { get; }

    public CallerGate Gate { get; }

    public string Administrator { get; } = SharedAzurite.UniqueName("root");

    public static async Task<RacePlace> CreateAsync(SharedAzurite azurite)
    {
        var place = new RacePlace(azurite.ConnectionString);
        await place.Users.EnsureAsync(default);
        await place.Secrets.EnsureAsync(default);
        await place.Users.PutAsync(new User { Login = place.Administrator, PasswordHash = Hash, IsAdministrator = true }, default);
        return place;
    }

    /// <summary>A login that nobody else has.</summary>
    public string NewLogin() => $"{Administrator}.{Interlocked.Increment(ref _made)}";

    /// <summary>A request of the administrator.</summary>
    public HttpContext Request(string? body = null, string contentType = "application/json")
    {
        var context = new DefaultHttpContext { RequestServices = Services };
        context.Request.ContentType = contentType;
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body ?? ""));
        context.Request.Headers.Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Administrator}:{Password}"));
        return context;
    }
}
