using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// What became of a pair as a row: partition = job and image, row = project, so that partitions stay small and sort by image. Of one job
/// there may be a million, more than one partition takes in at the speed of a cloud.
/// </summary>
internal static class PairRow
{
    /// <summary>A key has 512 characters; a project whose name takes more is known by its hash, behind the others of its image.</summary>
    private const int LongestKey = 400;

    private const string Image = "Image";
    private const string Project = "Project";
    private const string Status = "MemberStatus";
    private const string CreatedAt = "CreatedAt";
    private const string UpdatedAt = "UpdatedAt";

    /// <summary>A filter for pairs that failed.</summary>
    public static string IsFailed { get; } = $"{nameof(PairResult.State)} eq '{PairState.Failed}'";

    /// <summary>A filter for the rows of all pairs of a job.</summary>
    public static string All(string job) => $"PartitionKey ge '{job}.' and PartitionKey lt '{job}.~~'";

    /// <summary>A filter for the rows of the pairs of some images, from the first to the last.</summary>
    public static string Between(string job, string firstImage, string lastImage) =>
        $"PartitionKey ge '{Partition(job, firstImage)}' and PartitionKey le '{Partition(job, lastImage)}'";

    public static string Partition(string job, string imageId) => $"{job}.{TableKey.Encode(imageId)}";

    public static string Row(string projectId)
    {
        string key = TableKey.Encode(projectId);
        return key.Length <= LongestKey ? key : TableKey.Encode("~" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(projectId))));
    }

    public static TableEntity Write(string job, PairResult result) => new(Partition(job, result.Pair.ImageId), Row(result.Pair.ProjectId))
    {
        [Image] = result.Pair.ImageId,
        [Project] = result.Pair.ProjectId,
        [nameof(PairResult.State)] = result.State.ToString(),
        [nameof(PairResult.WasThere)] = result.WasThere,
        [nameof(PairResult.Code)] = result.Code,
        [nameof(PairResult.Reason)] = result.Reason,
        [nameof(PairResult.CloudStatus)] = result.CloudStatus,
        [Status] = result.Member?.Status.ToString(),
        [nameof(ImageMember.ProjectId)] = result.Member?.ProjectId,
        [CreatedAt] = result.Member?.CreatedAt,
        [UpdatedAt] = result.Member?.UpdatedAt,
    };

    public static PairResult Read(TableEntity row)
    {
        string image = row.GetString(Image)!;
        string? status = row.GetString(Status);
        return new PairResult
        {
            Pair = new SharePair(image, row.GetString(Project)!),
            State = Enum.Parse<PairState>(row.GetString(nameof(PairResult.State))!),
            WasThere = row.GetBoolean(nameof(PairResult.WasThere)),
            Code = row.GetString(nameof(PairResult.Code)),
            Reason = row.GetString(nameof(PairResult.Reason)),
            CloudStatus = row.GetInt32(nameof(PairResult.CloudStatus)),
            Member = status is null
                ? null
                : new ImageMember(
                    image,
                    row.GetString(nameof(ImageMember.ProjectId))!,
                    Enum.Parse<MemberStatus>(status),
                    row.GetDateTimeOffset(CreatedAt)!.Value,
                    row.GetDateTimeOffset(UpdatedAt)!.Value),
        };
    }
}
