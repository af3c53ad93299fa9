using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>A user's cloud accounts (UForge's contract §1.4). Secrets go in and never come out.</summary>
public sealed class AccountFunctions(CallerGate gate, AccountStore accounts, AccountResources resources)
{
    private const string Accounts = "api/users/{uid}/accounts";
    private const string Account = Accounts + "/{caid}";

    /// <summary>Stores an account: 201 with it.</summary>
    [Function(nameof(CreateAccountAsync))]
    public async Task<IResult> CreateAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Accounts)] HttpRequest request, string uid, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, Entitlement.AccountCreate, cancellationToken);
        UForgeElement root = await UForgeBodyReader.ReadAsync(request.Body, request.ContentType, CredAccountReader.RootName, cancellationToken);
        CredAccountBody body = CredAccountReader.Read(root);
        if (string.IsNullOrEmpty(body.Name)) throw new RefusalException(400, "MISSING_FIELD", "name is missing: the account needs one.", "name");
        AccountType type = AccountTypeResolver.Resolve(body);
        CloudAccount account = PublicationComposer.AccountOf(body, type);
        AccountSecrets secrets = PublicationComposer.SecretsOf(body, type);
        Check(type, account, secrets);
        return new UForgeResult(201, ObjectOf(await accounts.AddAsync(uid, account, secrets, cancellationToken)));
    }

    /// <summary>The accounts of a user.</summary>
    [Function(nameof(ListAccountsAsync))]
    public async Task<IResult> ListAccountsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Accounts)] HttpRequest request, string uid, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        List<UForgeObject> list = await accounts.ListAsync(uid, cancellationToken).Select(ObjectOf).ToListAsync(cancellationToken);
        return new UForgeListResult(new UForgeList("credAccounts", list.Count, list.ToAsyncEnumerable()));
    }

    /// <summary>One account.</summary>
    [Function(nameof(GetAccountAsync))]
    public async Task<IResult> GetAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Account)] HttpRequest request,
        string uid,
        string caid,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        ResourcePath path = PathOf(uid, caid);
        return new UForgeResult(200, ObjectOf(await accounts.FindAsync(path, cancellationToken) ?? throw NotFound(path)));
    }

    /// <summary>
    /// Changes an account: 200 with it. What the body leaves out stays as it is, secrets above all: clients send back what they read, and
    /// that has none.
    /// </summary>
    [Function(nameof(EditAccountAsync))]
    public async Task<IResult> EditAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Account)] HttpRequest request,
        string uid,
        string caid,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, Entitlement.AccountCreate, cancellationToken);
        await gate.AdmitAsync(request, uid, Entitlement.AccountEdit, cancellationToken);
        ResourcePath path = PathOf(uid, caid);
        if (await accounts.FindAsync(path, cancellationToken) is null) throw NotFound(path);
        UForgeElement root = await UForgeBodyReader.ReadAsync(request.Body, request.ContentType, CredAccountReader.RootName, cancellationToken);
        CredAccountBody body = CredAccountReader.Read(root);
        while (await accounts.FindWithSecretsAsync(path, cancellationToken) is var (stored, kept))
        {
            (CloudAccount changed, AccountSecrets secrets) = Edit(stored.Account, kept, body);
            if (await accounts.TryReplaceAsync(stored, changed, secrets, cancellationToken) is { } done) return new UForgeResult(200, ObjectOf(done));
        }

        throw NotFound(path);
    }

    /// <summary>Deletes an account with its secrets: 204. A publication that still needs it fails with that reason.</summary>
    [Function(nameof(DeleteAccountAsync))]
    public async Task<IResult> DeleteAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Account)] HttpRequest request,
        string uid,
        string caid,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, Entitlement.AccountDelete, cancellationToken);
        ResourcePath path = PathOf(uid, caid);
        return await accounts.DeleteAsync(path, cancellationToken) ? StatusAnswer.NoContent : throw NotFound(path);
    }

    /// <summary>What the account's cloud offers now, for whoever may publish or migrate.</summary>
    [Function(nameof(GetAccountResourcesAsync))]
    public async Task<IResult> GetAccountResourcesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Account + "/resources")] HttpRequest request,
        string uid,
        string caid,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, Entitlement.ImagePublish, cancellationToken);
        await gate.AdmitAsync(request, uid, Entitlement.MigrationPublish, cancellationToken);
        ResourcePath path = PathOf(uid, caid);
        (StoredAccount stored, AccountSecrets secrets) = await accounts.FindWithSecretsAsync(path, cancellationToken) ?? throw NotFound(path);
        string? domain = request.Query["keystoneDomain"].ToString() is { Length: > 0 } given ? given : null;
        return new UForgeResult(200, await resources.FindAsync(stored.Account, secrets, domain, cancellationToken));
    }

    /// <summary>What an edit makes of an account as it stands now, checked as a whole.</summary>
    private static (CloudAccount Account, AccountSecrets Secrets) Edit(CloudAccount stored, AccountSecrets kept, CredAccountBody body)
    {
        AccountType type = AccountType.Find(stored.Type)!;
        if (body.TypeHint is not null && AccountTypeResolver.Resolve(body) is var claimed && claimed != type && claimed != type.ShownAs)
            throw new RefusalException(400, "ACCOUNT_TYPE_DIFFERS", $"The account is a {type.Name} and stays one.", "credAccount");
        CloudAccount given = PublicationComposer.AccountOf(body, type);
        CloudAccount changed = stored with
        {
            Name = string.IsNullOrEmpty(given.Name) ? stored.Name : given.Name,
            PlatformName = given.PlatformName ?? stored.PlatformName,
            Fields = Merge(stored.Fields, given.Fields),
        };
        AccountSecrets brought = PublicationComposer.SecretsOf(body, type);
        if (kept.Values.Keys.Any(name => brought[name] is null)) RefuseNewAddress(type, stored, changed);
        var secrets = new AccountSecrets(Merge(kept.Values, brought.Values));
        Check(type, changed, secrets);
        return (changed, secrets);
    }

    private static void Check(AccountType type, CloudAccount account, AccountSecrets secrets)
    {
        if (OpenStackAccounts.IsOpenStack(type.Name)) OpenStackPublicationRules.CheckAccount(account, secrets);
        if (type == AccountType.OpenTelekomCloud) OpenTelekomCloudPublicationRules.CheckAccount(account, secrets);
        if (type == AccountType.Docker || type == AccountType.OpenShift) ContainerRegistryRules.CheckAccount(account, secrets);
    }

    /// <summary>Whoever may change an account must not learn its secrets by having them sent elsewhere.</summary>
    private static void RefuseNewAddress(AccountType type, CloudAccount old, CloudAccount changed)
    {
        FieldDefinition? moved = type.Fields.FirstOrDefault(field =>
            (field.Kind == FieldKind.Uri || field.Name is "hostname" or "proxyHost") && old[field.Name] != changed[field.Name]);
        if (moved is not null)
            throw new RefusalException(400, "SECRETS_NEEDED", $"A new {moved.Name} needs the account's secrets anew.", $"credAccount/{moved.Name}");
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> old, IReadOnlyDictionary<string, string> given) =>
        old.Where(field => !given.ContainsKey(field.Key)).Concat(given).ToDictionary();

    private static ResourcePath PathOf(string uid, string caid) => ResourcePath.Of(uid, "accounts", PathId.Read(nameof(caid), caid));

    private static UForgeObject ObjectOf(StoredAccount stored) => AccountObjects.Create(stored.Account, stored.Created);

    private static RefusalException NotFound(ResourcePath path) => new(404, "ACCOUNT_NOT_FOUND", $"Account {path.Id} not found.", "caid");
}
