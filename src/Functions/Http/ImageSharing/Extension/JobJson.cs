using System.Globalization;
using System.Text.Json;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>Writes jobs of shares as IMS writes its jobs (contract of IMS §2).</summary>
internal static class JobJson
{
    private const string Time = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Everything but the entities; the object stays open.</summary>
    public static void WriteHead(Utf8JsonWriter json, ShareJob job)
    {
        bool failed = job.State == ShareJobState.Fail;
        json.WriteStartObject();
        json.WriteString("status", job.State.ToString().ToUpperInvariant());
        json.WriteString("job_id", job.Id);
        json.WriteString("job_type", TypeOf(job.Request.Action));
        json.WriteString("begin_time", Write(job.Begin));
        json.WriteString("end_time", job.End is { } end ? Write(end) : null);
        json.WriteString("error_code", failed ? ImsPairCode.Of(job.Request.Action, job.ErrorCode, job.FailReason) : null);
        json.WriteString("fail_reason", failed ? job.FailReason : null);
    }

    /// <summary>What became of one pair.</summary>
    public static void WriteResult(Utf8JsonWriter json, ShareAction action, PairResult result)
    {
        bool failed = result.State == PairState.Failed;
        json.WriteStartObject();
        json.WriteString("image_id", result.Pair.ImageId);
        json.WriteString("project_id", result.Pair.ProjectId);
        json.WriteString("status", failed ? "failed" : result.State == PairState.Success ? "success" : "pending");
        if (failed)
        {
            json.WriteString("error_code", ImsPairCode.Of(action, result.Code, result.Reason));
            json.WriteString("fail_reason", result.Reason);
        }

        json.WriteEndObject();
    }

    /// <summary>The type that IMS gives to a job of this kind.</summary>
    public static string TypeOf(ShareAction action) => action switch
    {
        ShareAction.Add or ShareAction.Set => "imsAddImageMembersJob",
        ShareAction.Remove => "imsDelImageMembersJob",
        _ => "imsUpdateImageMembersJob",
    };

    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
}
