using ImagePublishFunctions.Activities.Sharing;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>The code of IMS that says what kept a pair from succeeding (contract of IMS §5.3). What the cloud itself coded stays as it is.</summary>
internal static class ImsPairCode
{
    /// <summary>Glance's words for an image whose visibility has no members.</summary>
    private const string NotShareable = "Only shared images have members";

    /// <summary>The code.</summary>
    /// <param name="action">What was tried.</param>
    /// <param name="code">The pair's own code.</param>
    /// <param name="reason">What the cloud said.</param>
    public static string Of(ShareAction action, string? code, string? reason) => code switch
    {
        not null when code.StartsWith("IMG.", StringComparison.Ordinal) => code,
        CloudErrorCode.Forbidden when reason?.Contains(NotShareable, StringComparison.Ordinal) == true => "IMG.0089",
        CloudErrorCode.Forbidden => "IMG.0047",
        CloudErrorCode.NotFound when IsAnswer(action) => "IMG.0114",
        CloudErrorCode.NotFound => "IMG.0027",
        CloudErrorCode.TooLarge => "IMG.0088",
        CloudErrorCode.TokenRejected or CloudErrorCode.AuthenticationFailed or PairCodes.TokenExpired => "IMG.0087",
        CloudErrorCode.TooManyRequests or PairCodes.Waiting => "IMG.0060",
        PairCodes.ProjectUnknown => "IMG.0108",
        _ when action == ShareAction.Remove => "IMG.0113",
        _ when IsAnswer(action) => "IMG.0114",
        _ => "IMG.0112",
    };

    private static bool IsAnswer(ShareAction action) => action is ShareAction.Accept or ShareAction.Reject or ShareAction.Reset;
}
