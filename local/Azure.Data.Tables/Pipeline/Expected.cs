using Azure.Core;

namespace Azure.Data.Tables.Pipeline;

/// <summary>Which statuses are answers; all others are errors.</summary>
internal static class Expected
{
    public static readonly ResponseClassifier Ok = new StatusCodeClassifier([200]);
    public static readonly ResponseClassifier OkOrAbsent = new StatusCodeClassifier([200, 404]);
    public static readonly ResponseClassifier Written = new StatusCodeClassifier([201, 204]);
    public static readonly ResponseClassifier Gone = new StatusCodeClassifier([204, 404]);
    public static readonly ResponseClassifier Accepted = new StatusCodeClassifier([202]);

    // Whether the table is there already, or is only being deleted, is told by the code: read after the retries.
    public static readonly ResponseClassifier WrittenOrThere = new StatusCodeClassifier([201, 204, 409]);
}
