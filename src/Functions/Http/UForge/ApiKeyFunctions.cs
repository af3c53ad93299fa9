using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Http.UForge.Writing;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>A user's API keys. The secret key is in the answer that makes a key, and never again.</summary>
public sealed class ApiKeyFunctions(CallerGate gate, ApiKeyStore keys, SecurityOptions options)
{
    private const string Root = "apiKeyPair";
    private const string Keys = "api/users/{uid}/apikeys";
    private const string Key = Keys + "/{akid}";

    /// <summary>Makes a key: 201 with it and its secret.</summary>
    [Function(nameof(CreateApiKeyAsync))]
    public async Task<IResult> CreateApiKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Keys)] HttpRequest request, string uid, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        UForgeElement root = await UForgeBodyReader.ReadAsync(request.Body, request.ContentType, Root, cancellationToken);
        string name = TypedFields.ReadText(root, "name") ?? throw UForgeRefusals.Missing("name", "the key needs one.");
        (ApiKey key, string secret) =
            await keys.TryAddAsync(uid, name, TypedFields.ReadText(root, "description"), options.ApiKeysQuota, cancellationToken)
            ?? throw new RefusalException(403, "API_KEY_QUOTA", $"A user has at most {options.ApiKeysQuota} API keys.", "apiKeyPair");
        UForgeObject made = ObjectOf(key);
        made["secretKey"] = secret;
        return new UForgeResult(201, made);
    }

    /// <summary>The keys.</summary>
    [Function(nameof(ListApiKeysAsync))]
    public async Task<IResult> ListApiKeysAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Keys)] HttpRequest request, string uid, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        List<UForgeObject> list = await keys.ListAsync(uid, cancellationToken).Select(ObjectOf).ToListAsync(cancellationToken);
        return new UForgeListResult(new UForgeList("apiKeyPairs", list.Count, list.ToAsyncEnumerable()));
    }

    /// <summary>One key.</summary>
    [Function(nameof(GetApiKeyAsync))]
    public async Task<IResult> GetApiKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Key)] HttpRequest request, string uid, string akid, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        return new UForgeResult(200, ObjectOf(await FindAsync(uid, akid, cancellationToken)));
    }

    /// <summary>Deletes a key: 204. Requests signed with it are refused within a minute.</summary>
    [Function(nameof(DeleteApiKeyAsync))]
    public async Task<IResult> DeleteApiKeyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Key)] HttpRequest request, string uid, string akid, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        return await keys.DeleteAsync(await FindAsync(uid, akid, cancellationToken), cancellationToken)
            ? StatusAnswer.NoContent
            : throw NotFound(akid);
    }

    private static UForgeObject ObjectOf(ApiKey key) => new("APIKeyPair")
    {
        ["created"] = key.Created,
        ["dbId"] = key.Path.Id,
        ["name"] = key.Name,
        ["description"] = key.Description,
        ["publicKey"] = key.PublicKey,
        ["uri"] = key.Path.Text,
    };

    private async Task<ApiKey> FindAsync(string login, string id, CancellationToken cancellationToken) =>
        await keys.FindAsync(ResourcePath.Of(login, "apikeys", PathId.Read("akid", id)), cancellationToken)
        ?? throw NotFound(id);

    private static RefusalException NotFound(string id) => new(404, "API_KEY_NOT_FOUND", $"There is no API key {id}.", "akid");
}
