using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>
/// The errors that carry a code of Open Telekom Cloud: <c>error.code</c> or <c>error_code</c> within <c>error</c>, else <c>error_code</c>
/// beside it. Codes of IMS and KMS become the exception's; those of the gateway and of IAM say no more than their HTTP status.
/// </summary>
internal static class ImsErrors
{
    /// <summary>What IMS answers for a job that it does not find, beside 404.</summary>
    public const string JobLookupFailed = "IMG.0023";

    /// <summary>Codes that may pass by themselves: the resource is busy, or too much is asked at once. All come with HTTP 400.</summary>
    private static readonly FrozenSet<int> s_later =
        FrozenSet.Create(8, 10, 22, 32, 46, 60, 90, 110, 126, 132, 136, 139, 148, 187, 194);

    /// <summary>Codes of a failure within the service, so that a change may have been made all the same.</summary>
    private static readonly FrozenSet<int> s_within = FrozenSet.Create(14, 16, 61, 112, 113, 114);

    /// <summary>What an error means; null where it has no code of IMS or KMS.</summary>
    /// <param name="answer">An error.</param>
    /// <param name="byStatus">What its HTTP status alone means.</param>
    public static (CloudErrorKind Kind, string Code)? Classify(CloudAnswer answer, CloudErrorKind byStatus)
    {
        if (Code(answer.Body) is not { } code || answer.Status is System.Net.HttpStatusCode.Unauthorized) return null;
        if (code.StartsWith("KMS.", StringComparison.Ordinal)) return (byStatus, code);
        if (!code.StartsWith("IMG.", StringComparison.Ordinal)) return null;
        var number = int.TryParse(code.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var kind = s_later.Contains(number) ? CloudErrorKind.Transient
            : s_within.Contains(number) ? (answer.Call.Changes ? CloudErrorKind.Unknown : CloudErrorKind.Transient)
            : byStatus;
        return (kind, code);
    }

    /// <summary>What the code of a job that failed means; Unknown where it has none.</summary>
    public static CloudErrorKind KindOf(string? code)
    {
        if (code?.StartsWith("IMG.", StringComparison.Ordinal) != true) return CloudErrorKind.Unknown;
        var number = int.TryParse(code.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        return s_later.Contains(number) ? CloudErrorKind.Transient : s_within.Contains(number) ? CloudErrorKind.Unknown : CloudErrorKind.Permanent;
    }

    private static string? Code(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            var error = root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
            return Text(error, "code") ?? Text(error, "error_code");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
