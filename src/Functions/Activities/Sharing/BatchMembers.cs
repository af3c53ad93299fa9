using System.Collections.Concurrent;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>
/// Open Telekom Cloud: what is missing is handed to the cloud in batch calls, whose jobs do the bulk of it; then each image's members are read
/// back and judged, and what the jobs did not bring about is tried pair by pair, so that each pair has a reason of its own. What was handed
/// over is written down first and never handed over twice.
/// </summary>
public sealed class BatchMembers(
    ShareSessions sessions, ImageLeases leases, ProjectNames names, EncryptedImages encrypted, ShareSliceStore slices, MemberFanOut fanOut, ShareOptions options,
    TimeProvider time) : IShareDriver
{
    /// <summary>A batch whose answer was lost may still run for so long.</summary>
    private static readonly TimeSpan LostAnswer = TimeSpan.FromMinutes(2);

    /// <summary>No member job takes so long (contracts/ims.md §2.7): it is then judged by what it did.</summary>
    private static readonly TimeSpan LongestJob = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How long an orchestration waits at most before it looks again.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public CloudKind Kind => CloudKind.OpenTelekomCloud;

    /// <inheritdoc />
    public async Task RunAsync(ShareWork work, CancellationToken stop)
    {
        if (work.Job.Request.Strict || work.Images.Sum(image => work.OpenPairs(image).Count) == 1 || work.Job.Request.Action == ShareAction.Reset)
        {
            await PrepareAsync(work, stop);
            await fanOut.RunAsync(work, stop);
            return;
        }

        ShareSession session = await sessions.OpenAsync(work.Job, stop);
        ShareSession? accepting = await sessions.OpenAcceptingAsync(work.Job, stop);
        IReadOnlyDictionary<string, string> ids = await names.ResolveAsync(work, session, stop);
        ShareBatches handed = await slices.FindBatchesAsync(work.Job.Id, work.Slice, stop) is { } earlier
            ? earlier with { Leases = await leases.ExtendAsync(work, earlier.Leases, TimeSpan.Zero, stop) }
            : await HandOverAsync(work, session, ids, stop);
        work.IsAtWork = await IsAtWorkAsync(work, session, handed, stop);
        if (work.IsAtWork)
        {
            handed = handed with { Leases = await leases.ExtendAsync(work, handed.Leases, LongestTimer, CancellationToken.None) };
            await slices.WriteBatchesAsync(work.Job.Id, work.Slice, handed, CancellationToken.None);
            return;
        }

        IImageMembers members = sessions.MembersOf(session);
        IImageMembers? recipient = accepting is null ? null : sessions.MembersOf(accepting);
        await ForEachAsync(
            Held(work, handed.Leases),
            async (image, stopImage) =>
            {
                if (work.Pause == TimeSpan.Zero) await new ImageShare(work, members, recipient, image, ids).RunAsync(stopImage);
            },
            stop);
        await slices.DeleteBatchesAsync(work.Job.Id, work.Slice, CancellationToken.None);
        await leases.ReleaseAsync(handed.Leases);
    }

    /// <summary>What goes pair by pair needs the key as well; the native door leaves all words to the cloud.</summary>
    private async Task PrepareAsync(ShareWork work, CancellationToken stop)
    {
        if (work.Job.Request is { Strict: true } or { Action: not (ShareAction.Add or ShareAction.Set) }) return;
        ShareSession session = await sessions.OpenAsync(work.Job, stop);
        foreach (ImageProjects image in work.Images.Where(image => work.OpenPairs(image).Count > 0)) await encrypted.PrepareAsync(work, session, image, stop);
    }

    private static IEnumerable<ImageProjects> Held(ShareWork work, IReadOnlyList<Lease> held)
    {
        HashSet<string> rows = [.. held.Select(lease => lease.Row)];
        return work.Images.Where(image => rows.Contains(LeaseStore.RowOf(image.ImageId)) && work.OpenPairs(image).Count > 0);
    }

    private async Task<ShareBatches> HandOverAsync(
        ShareWork work, ShareSession session, IReadOnlyDictionary<string, string> ids, CancellationToken stop)
    {
        var held = new ConcurrentBag<Lease>();
        var missing = new ConcurrentDictionary<string, string[]>();
        await ForEachAsync(
            work.Images.Where(image => work.OpenPairs(image).Count > 0),
            async (image, stopImage) =>
            {
                if (await leases.TakeAsync(work, session.Cloud, image.ImageId, stopImage) is not { } lease)
                {
                    await ImageLeases.RecordBusyAsync(work, image, stopImage);
                    return;
                }

                held.Add(lease);
                if (work.Job.Request.Action is ShareAction.Add or ShareAction.Set) await encrypted.PrepareAsync(work, session, image, stopImage);
                missing[image.ImageId] = await MissingAsync(work, session, image, ids, stopImage);
            },
            stop);
        ShareBatch[] batches =
        [
            .. missing.Where(image => image.Value.Length > 0).GroupBy(image => string.Join('\n', image.Value), image => image)
                .SelectMany(group => group.First().Value.Chunk(ImsMembersClient.MaximumProjects)
                    .Select(projects => new ShareBatch(null, [.. group.Select(image => image.Key).Order(StringComparer.Ordinal)], projects))),
        ];
        var handed = new ShareBatches(time.GetUtcNow(), [], [.. held]);
        foreach (ShareBatch batch in batches)
        {
            handed = handed with { Batches = [.. handed.Batches, batch] };
            await slices.WriteBatchesAsync(work.Job.Id, work.Slice, handed, stop);
            ShareBatch[] done = [.. handed.Batches.SkipLast(1)];
            if (await SubmitAsync(work, session, batch, stop) is { } submitted) done = [.. done, submitted];
            handed = handed with { Batches = done };
            await slices.WriteBatchesAsync(work.Job.Id, work.Slice, handed, stop);
        }

        return handed;
    }

    /// <summary>The projects of an image that the cloud is to work on; none where its members can't be read: the image is judged alone then.</summary>
    private async Task<string[]> MissingAsync(
        ShareWork work, ShareSession session, ImageProjects image, IReadOnlyDictionary<string, string> ids, CancellationToken stop)
    {
        try
        {
            IReadOnlyList<ImageMember> there = await sessions.MembersOf(session).ListAsync(image.ImageId, stop);
            return
            [
                .. work.OpenPairs(image).Select(pair => pair.Pair.ProjectId).Where(image.ProjectIds.Contains)
                    .Where(project => project != ShareSlices.Everyone || work.Job.Request.Projects.Count > 0)
                    .Select(project => ids.GetValueOrDefault(project, project))
                    .Where(project => !IsAsAsked(work.Job.Request.Action, there, project)).Distinct().Order(StringComparer.Ordinal),
            ];
        }
        catch (CloudException e) when (e.Code != CloudErrorCode.TokenRejected)
        {
            return [];
        }
    }

    private static bool IsAsAsked(ShareAction action, IReadOnlyList<ImageMember> there, string project)
    {
        ImageMember? member = there.FirstOrDefault(member => member.ProjectId == project);
        return action switch
        {
            ShareAction.Remove => member is null,
            ShareAction.Accept => member?.Status == MemberStatus.Accepted,
            ShareAction.Reject => member?.Status == MemberStatus.Rejected,
            _ => member is not null,
        };
    }

    /// <returns>The batch with its job, or without where the answer was lost; null when the cloud refused it.</returns>
    private async Task<ShareBatch?> SubmitAsync(ShareWork work, ShareSession session, ShareBatch batch, CancellationToken stop)
    {
        if (work.Pause > TimeSpan.Zero) return null;
        var ims = new ImsMembersClient(session.Http, time);
        ShareRequest request = work.Job.Request;
        try
        {
            return batch with
            {
                CloudJob = request.Action switch
                {
                    ShareAction.Remove => await ims.RemoveAsync(session.Login, batch.Images, batch.Projects, stop),
                    ShareAction.Accept => await ims.SetStatusAsync(session.Login, batch.Images, MemberStatus.Accepted, request.VaultId, stop),
                    ShareAction.Reject => await ims.SetStatusAsync(session.Login, batch.Images, MemberStatus.Rejected, null, stop),
                    _ => await ims.AddAsync(session.Login, batch.Images, batch.Projects, stop),
                },
            };
        }
        catch (CloudException e) when (e.Kind == CloudErrorKind.Unknown)
        {
            return batch;
        }
        catch (CloudException e) when (e.Code != CloudErrorCode.TokenRejected)
        {
            if (e.Kind == CloudErrorKind.Transient) work.AskForPause(e.RetryAfter ?? (e.Code == CloudErrorCode.TooManyRequests ? LongestTimer : FirstPause));
            return null;
        }
    }

    /// <summary>Looks at the cloud's jobs for a part of the slice's time; true when some still run then.</summary>
    private async Task<bool> IsAtWorkAsync(ShareWork work, ShareSession session, ShareBatches handed, CancellationToken stop)
    {
        List<ShareBatch> running = [.. handed.Batches];
        for (TimeSpan pause = FirstPause; ; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
        {
            foreach (ShareBatch batch in running.ToList())
            {
                if (!await IsRunningAsync(work, session, batch, handed.Since, stop)) running.Remove(batch);
            }

            if (running.Count == 0) return false;
            if (time.GetUtcNow() + pause > work.Deadline - (options.SliceTime / 3)) return true;
            await Task.Delay(pause, time, stop);
        }
    }

    private async Task<bool> IsRunningAsync(ShareWork work, ShareSession session, ShareBatch batch, DateTimeOffset since, CancellationToken stop)
    {
        try
        {
            if (batch.CloudJob is { } id)
            {
                ImsJob? job = await new ImsJobsClient(session.Http, time).FindAsync(session.Login, id, stop);
                if (job is { State: ImsJobState.Failed }) await RecordToldAsync(work, session, job, stop);
                return job is { State: ImsJobState.Running } && since + LongestJob > time.GetUtcNow();
            }

            if (since + LostAnswer < time.GetUtcNow()) return false;
            foreach (string image in batch.Images)
            {
                IReadOnlyList<ImageMember> there = await sessions.MembersOf(session).ListAsync(image, stop);
                if (!batch.Projects.All(project => IsAsAsked(work.Job.Request.Action, there, project))) return true;
            }

            return false;
        }
        catch (CloudException e) when (e.Code != CloudErrorCode.TokenRejected && since + LongestJob > time.GetUtcNow())
        {
            return true;
        }
    }

    /// <summary>What a job says of single pairs is taken for their reason, unless they are as asked all the same or may work later.</summary>
    private async Task RecordToldAsync(ShareWork work, ShareSession session, ImsJob job, CancellationToken stop)
    {
        if (job.ErrorKind != CloudErrorKind.Permanent) return;
        ILookup<string, string?> failed = job.Results.Where(item => item.IsSuccess == false && item.ProjectId is not null)
            .ToLookup(item => item.ImageId ?? "", item => item.ProjectId);
        foreach (ImageProjects image in work.Images.Where(image => failed.Contains(image.ImageId)))
        {
            IReadOnlyList<ImageMember> there = await sessions.MembersOf(session).ListAsync(image.ImageId, stop);
            await work.RecordAsync(
                work.OpenPairs(image)
                    .Where(pair => failed[image.ImageId].Contains(pair.Pair.ProjectId) && !IsAsAsked(work.Job.Request.Action, there, pair.Pair.ProjectId))
                    .Select(pair => pair with { State = PairState.Failed, Code = job.ErrorCode, Reason = job.FailReason }),
                stop);
        }
    }

    private Task ForEachAsync(IEnumerable<ImageProjects> images, Func<ImageProjects, CancellationToken, ValueTask> work, CancellationToken stop) =>
        Parallel.ForEachAsync(images, new ParallelOptions { MaxDegreeOfParallelism = options.ImagesAtOnce, CancellationToken = stop }, work);
}
