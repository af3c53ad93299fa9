using System.Collections.Concurrent;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>A slice of a share job while it is worked on: its images and what is known of its pairs.</summary>
public sealed class ShareWork
{
    private readonly ShareJobStore _jobs;
    private readonly ShareSliceRun _run;
    private readonly ConcurrentDictionary<SharePair, PairResult> _results;
    private long _pauseTicks;

    internal ShareWork(
        ShareJobStore jobs, ShareJob job, ShareSliceInput input, DateTimeOffset deadline, IReadOnlyList<ImageProjects> images, IEnumerable<PairResult> results)
    {
        _jobs = jobs;
        _run = input.Run;
        Job = job;
        Slice = input.Slice;
        Deadline = deadline;
        Images = images;
        _results = new ConcurrentDictionary<SharePair, PairResult>(results.ToDictionary(result => result.Pair));
    }

    /// <summary>The job.</summary>
    public ShareJob Job { get; }

    /// <summary>Number of the slice.</summary>
    public int Slice { get; }

    /// <summary>When the time for this run is over.</summary>
    public DateTimeOffset Deadline { get; }

    /// <summary>All images of the slice with all their projects.</summary>
    public IReadOnlyList<ImageProjects> Images { get; }

    /// <summary>True when nothing is left to do.</summary>
    public bool IsSettled => Images.All(image => OpenPairs(image).Count == 0);

    /// <summary>True while the cloud itself works on the slice.</summary>
    public bool IsAtWork { get; set; }

    /// <summary>How long the cloud asked to be left alone; zero when it did not.</summary>
    public TimeSpan Pause => new(Interlocked.Read(ref _pauseTicks));

    /// <summary>The pairs of an image that are not settled, with what is known of each; members to be removed besides its projects among them.</summary>
    public IReadOnlyList<PairResult> OpenPairs(ImageProjects image)
    {
        SharePair[] own = [.. image.ProjectIds.Select(project => new SharePair(image.ImageId, project))];
        IEnumerable<SharePair> others = _results.Keys.Where(pair => pair.ImageId == image.ImageId).Except(own);
        return [.. own.Concat(others).Select(ResultOf).Where(result => result.State == PairState.Pending)];
    }

    /// <summary>Asks for no more calls before a time.</summary>
    public void AskForPause(TimeSpan pause) => Interlocked.Exchange(ref _pauseTicks, Math.Max(pause.Ticks, Pause.Ticks));

    /// <summary>The pause is over.</summary>
    public void EndPause() => Interlocked.Exchange(ref _pauseTicks, 0);

    /// <summary>Ends the run: after the last one nothing stays open.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => _run == ShareSliceRun.More || IsAtWork
        ? Task.CompletedTask
        : RecordAsync(
            Images.SelectMany(OpenPairs).Select(pair => pair with
            {
                State = PairState.Failed,
                Code = pair.Code ?? PairCodes.TimeLimit,
                Reason = pair.Reason ?? "There was not enough time for the pair.",
            }),
            cancellationToken);

    /// <summary>Notes before a change what the next run must know when this one is lost.</summary>
    public async Task NoteAsync(IReadOnlyList<PairResult> notes, CancellationToken cancellationToken)
    {
        await _jobs.RecordAsync(Job.Id, notes, cancellationToken);
        foreach (PairResult note in notes) _results[note.Pair] = note;
    }

    /// <summary>Records what became of pairs. One that may succeed later stays open; why it did not yet is known only here.</summary>
    public async Task RecordAsync(IEnumerable<PairResult> results, CancellationToken cancellationToken)
    {
        foreach (PairResult[] group in results.GroupBy(result => result.State != PairState.Pending).Select(group => group.ToArray()))
        {
            if (group[0].State != PairState.Pending) await _jobs.RecordAsync(Job.Id, group, cancellationToken);
            foreach (PairResult result in group) _results[result.Pair] = result;
        }
    }

    /// <summary>Records one fate for all that is open.</summary>
    public Task RecordOpenAsync(PairState state, string code, string reason, int? cloudStatus, CancellationToken cancellationToken) => RecordAsync(
        Images.SelectMany(OpenPairs).Select(pair => pair with { State = state, Code = code, Reason = reason, CloudStatus = cloudStatus }).ToList(),
        cancellationToken);

    /// <summary>Where the slice stands.</summary>
    internal ShareSliceResult Result() => new(
        _results.Values.Count(result => result.State == PairState.Success),
        _results.Values.Count(result => result.State == PairState.Failed),
        Images.Sum(image => OpenPairs(image).Count),
        (int)Math.Ceiling(Pause.TotalSeconds),
        IsAtWork);

    private PairResult ResultOf(SharePair pair) =>
        _results.GetValueOrDefault(pair) ?? new PairResult { Pair = pair, State = PairState.Pending };
}
