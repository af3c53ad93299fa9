using System.Text.Json;
using CloudSimulator.Keystone;

namespace CloudSimulator.Kms;

/// <summary>Open Telekom Cloud's key management: create-grant.</summary>
internal sealed class KmsApi(Identity identity, KmsStore keys)
{
    public void Map(WebApplication app) => app.MapPost("/v1.0/{project}/kms/create-grant", (Delegate)GrantAsync);

    private static IResult Error(int status, string code, string message) =>
        Results.Json(new { error = new { error_code = code, error_msg = message } }, statusCode: status);

    private async Task<IResult> GrantAsync(HttpContext context, string project)
    {
        if (identity.Find(context.Request.Headers["X-Auth-Token"]) is not { } token)
        {
            return Error(401, "APIGW.0301", "Incorrect IAM authentication information: verify token failed");
        }

        if (token.ProjectId != project)
        {
            return Error(403, "KMS.0303", "The project does not fit the token.");
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var key = KeystoneAnswer.Text(body.RootElement, "key_id");
        var grantee = KeystoneAnswer.Text(body.RootElement, "grantee_principal");
        if (key is null or KmsStore.DefaultKey || grantee is null || KeystoneAnswer.Text(body.RootElement, "grantee_principal_type") != "domain")
        {
            return Error(400, "KMS.0201", "The key cannot be granted, or the grantee is no domain.");
        }

        return Results.Json(new { grant_id = keys.Grant(key, grantee) });
    }
}
