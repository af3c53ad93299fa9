using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Storage;

/// <summary>A share job as a row. The request is cut into pieces, since a property holds 64 KiB.</summary>
internal static class ShareJobRow
{
    public const string Key = "job";

    /// <summary>What fits into one row, with room for the rest of it.</summary>
    public const int LongestRequest = 14 * Piece;

    private const int Piece = 60 * 1024;
    private const string Request = "Request";

    public static TableEntity Write(ShareJob job)
    {
        TableEntity row = WriteState(job);
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(job.Request);
        for (int i = 0; i * Piece < request.Length; i++)
            row[PieceName(i)] = request[(i * Piece)..Math.Min(request.Length, (i + 1) * Piece)];
        row[nameof(ShareJob.Begin)] = job.Begin.ToString("O", CultureInfo.InvariantCulture);
        row[nameof(ShareJob.SecretName)] = job.SecretName;
        return row;
    }

    public static TableEntity WriteState(ShareJob job) => new(job.Id, Key)
    {
        [nameof(ShareJob.State)] = job.State.ToString(),
        [nameof(ShareJob.End)] = job.End?.ToString("O", CultureInfo.InvariantCulture),
        [nameof(ShareJob.Pairs)] = job.Pairs,
        [nameof(ShareJob.Succeeded)] = job.Succeeded,
        [nameof(ShareJob.Failed)] = job.Failed,
        [nameof(ShareJob.ErrorCode)] = job.ErrorCode,
        [nameof(ShareJob.FailReason)] = job.FailReason,
    };

    public static ShareJob Read(TableEntity row)
    {
        byte[][] pieces = [.. Enumerable.Range(0, LongestRequest / Piece).Select(i => row.GetBinary(PieceName(i))).TakeWhile(piece => piece is not null)!];
        return new ShareJob
        {
            Id = row.PartitionKey,
            Request = JsonSerializer.Deserialize<ShareRequest>(pieces.SelectMany(piece => piece).ToArray())!,
            State = Enum.Parse<ShareJobState>(row.GetString(nameof(ShareJob.State))!),
            Begin = DateTimeOffset.Parse(row.GetString(nameof(ShareJob.Begin))!, CultureInfo.InvariantCulture),
            End = row.GetString(nameof(ShareJob.End)) is { } end ? DateTimeOffset.Parse(end, CultureInfo.InvariantCulture) : null,
            Pairs = row.GetInt32(nameof(ShareJob.Pairs)) ?? 0,
            Succeeded = row.GetInt32(nameof(ShareJob.Succeeded)) ?? 0,
            Failed = row.GetInt32(nameof(ShareJob.Failed)) ?? 0,
            ErrorCode = row.GetString(nameof(ShareJob.ErrorCode)),
            FailReason = row.GetString(nameof(ShareJob.FailReason)),
            SecretName = row.GetString(nameof(ShareJob.SecretName)),
        };
    }

    private static string PieceName(int piece) => Request + piece.ToString(CultureInfo.InvariantCulture);
}
