using System.Text.Json.Nodes;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>Open Telekom Cloud's key management: what sharing an encrypted image needs of it.</summary>
public sealed class KmsClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
{
    private readonly ImsCalls _calls = new(http, time, "KMS", timeouts);

    /// <summary>
    /// Lets an account decrypt with a key of the session's project, so that an image encrypted with it can be shared with the account's
    /// projects. Again for the same account it makes another grant, which does no harm.
    /// </summary>
    /// <param name="session">Whose key it is.</param>
    /// <param name="endpoint">KMS, with or without a version; see <see cref="EndpointBeside"/>.</param>
    /// <param name="keyId">The image's <c>__system__cmkid</c>. The default key can't be granted.</param>
    /// <param name="domainId">The recipient's account: a domain's id, not a project's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The grant's id.</returns>
    /// <exception cref="CloudException">Its code is the KMS code where KMS gave one.</exception>
    public async Task<string> CreateGrantAsync(
        OpenStackSession session, Uri endpoint, string keyId, string domainId, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["key_id"] = keyId,
            ["grantee_principal"] = domainId,
            ["grantee_principal_type"] = "domain",
            ["operations"] = new JsonArray("decrypt-datakey", "describe-key"),
        };
        var url = ServiceUrl.Append(ServiceUrl.WithoutVersion(endpoint), $"v1.0/{ServiceUrl.Segment(session.ProjectId)}/kms/create-grant");
        var answer = await _calls.SendAsync("create grant", session, HttpMethod.Post, url, body, cancellation);
        return answer.ReadJson(root => root.GetProperty("grant_id").GetString()!);
    }

    /// <summary>The KMS of the region whose IMS is known: <c>https://kms.…</c> for <c>https://ims.…</c>; null for any other host.</summary>
    public static Uri? EndpointBeside(Uri imageEndpoint) => imageEndpoint.Host.StartsWith("ims.", StringComparison.OrdinalIgnoreCase)
        ? new UriBuilder(imageEndpoint.Scheme, $"kms.{imageEndpoint.Host[4..]}", imageEndpoint.Port).Uri
        : null;
}
