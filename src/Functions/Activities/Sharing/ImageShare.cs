using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>
/// Brings the members of one image to what a job asks for, by native calls one after the other. It looks before it changes anything, so that
/// it may run twice, and looks again afterwards: what it then sees is what it reports. The image's lease is held meanwhile.
/// </summary>
internal sealed class ImageShare(ShareWork work, IImageMembers members, IImageMembers? accepting, ImageProjects image,
    IReadOnlyDictionary<string, string> ids)
{
    /// <summary>After so many calls in a row that did not go through, the rest of the image is left to the next run.</summary>
    private const int Patience = 3;

    private readonly ShareRequest _request = work.Job.Request;
    private readonly Dictionary<string, PairResult> _results = [];
    private int _failedCalls;

    /// <summary>Works on the pairs that are open, and records what became of them.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        IReadOnlyList<PairResult> open = work.OpenPairs(image);
        ILookup<string, ImageMember>? before = await LookAsync(open, stop);
        if (before is null && _results.Count > 0)
        {
            await work.RecordAsync(_results.Values, stop);
            return;
        }

        if (_request.Strict) open = await NoteAsync(open, before, stop);
        PairResult[] surplus = before is null ? [] : Surplus(before);
        if (surplus.Length > 0) await work.NoteAsync(surplus, stop);
        foreach (PairResult pair in open.Where(pair => IsOwn(pair.Pair)))
            _results[pair.Pair.ProjectId] = await TryAsync(pair, () => ApplyAsync(pair, before, stop));
        foreach (PairResult pair in surplus)
            _results[pair.Pair.ProjectId] = await TryAsync(pair, () => RemoveAsync(pair, stop));
        if (_results.Values.Any(result => result.Code is null || result.Code == PairCodes.Unsettled)) await LookAgainAsync(stop);
        if (accepting is not null) await AcceptAsync(accepting, stop);
        if (before is not null && surplus.Length == 0) Settle(open.Where(pair => !IsOwn(pair.Pair)));
        await work.RecordAsync(_results.Values, stop);
    }

    /// <summary>The members; null when they can't be read. That is a failure of every pair, unless the cloud's own word on each counts.</summary>
    private async Task<ILookup<string, ImageMember>?> LookAsync(IReadOnlyList<PairResult> open, CancellationToken stop)
    {
        try
        {
            return (await members.ListAsync(image.ImageId, stop)).ToLookup(member => member.ProjectId);
        }
        catch (CloudException e) when (e.Code != CloudErrorCode.TokenRejected)
        {
            if (_request.Strict && e.Kind == CloudErrorKind.Permanent) return null;
            AskForPause(e);
            foreach (PairResult pair in open) _results[pair.Pair.ProjectId] = Failure(pair, e);
            return null;
        }
    }

    /// <summary>Where the cloud's own word counts, its word on a repeated call must not be taken for its word on the first.</summary>
    private async Task<IReadOnlyList<PairResult>> NoteAsync(
        IReadOnlyList<PairResult> open, ILookup<string, ImageMember>? before, CancellationToken stop)
    {
        PairResult[] notes = [.. open.Select(pair => pair with { WasThere = pair.WasThere ?? before?.Contains(IdOf(pair)) })];
        await work.NoteAsync(notes, stop);
        return notes;
    }

    private PairResult[] Surplus(ILookup<string, ImageMember> before) => _request.Action == ShareAction.Set && _request.RemoveSurplus
        ?
        [
            .. before.Select(member => member.Key).Except(image.ProjectIds.Select(IdOf))
                .Select(project => new PairResult { Pair = new SharePair(image.ImageId, project), State = PairState.Pending }),
        ]
        : [];

    private string IdOf(PairResult pair) => IdOf(pair.Pair.ProjectId);

    private string IdOf(string project) => ids.GetValueOrDefault(project, project);

    private bool IsMine(string projectId) => _results.Values.Any(result => IdOf(result) == projectId);

    private bool IsOwn(SharePair pair) => image.ProjectIds.Contains(pair.ProjectId);

    private Task<PairResult> ApplyAsync(PairResult pair, ILookup<string, ImageMember>? before, CancellationToken stop)
    {
        string project = pair.Pair.ProjectId;
        ImageMember? member = before?[IdOf(pair)].FirstOrDefault();
        return _request.Action switch
        {
            ShareAction.Set when project == ShareSlices.Everyone && _request.Projects.Count == 0 => Task.FromResult(Done(pair, null)),
            ShareAction.Add or ShareAction.Set when member is not null && IsDone(pair, false) => Task.FromResult(Done(pair, member)),
            ShareAction.Add or ShareAction.Set => AddAsync(pair, stop),
            ShareAction.Remove when before is not null && member is null && IsDone(pair, true) => Task.FromResult(Done(pair, null)),
            ShareAction.Remove => RemoveAsync(pair, stop),
            _ when !_request.Strict && member?.Status == Answer() => Task.FromResult(Done(pair, member)),
            _ => AnswerAsync(pair, stop),
        };
    }

    /// <summary>What stands already is what was asked for, unless the cloud's own word counts and this job did not bring it about.</summary>
    private bool IsDone(PairResult pair, bool was) => !_request.Strict || pair.WasThere == was;

    private MemberStatus Answer() => _request.Action switch
    {
        ShareAction.Accept => MemberStatus.Accepted,
        ShareAction.Reject => MemberStatus.Rejected,
        _ => MemberStatus.Pending,
    };

    private async Task<PairResult> AddAsync(PairResult pair, CancellationToken stop)
    {
        try
        {
            return Done(pair, await members.AddAsync(image.ImageId, IdOf(pair), stop));
        }
        catch (CloudException e) when (e.Code == CloudErrorCode.Conflict && !_request.Strict)
        {
            return pair with { Code = PairCodes.Unsettled, Reason = e.Message };
        }
    }

    private async Task<PairResult> RemoveAsync(PairResult pair, CancellationToken stop)
    {
        try
        {
            await members.RemoveAsync(image.ImageId, IdOf(pair), stop);
        }
        catch (CloudException e) when (e.Code == CloudErrorCode.NotFound && !_request.Strict)
        {
            // whoever removed it, it is gone: the look afterwards tells
        }

        return Done(pair, null);
    }

    private async Task<PairResult> AnswerAsync(PairResult pair, CancellationToken stop) =>
        Done(pair, await members.AnswerAsync(image.ImageId, IdOf(pair), Answer(), _request.VaultId, stop));

    private async Task<PairResult> TryAsync(PairResult pair, Func<Task<PairResult>> change)
    {
        if (_failedCalls >= Patience || work.Pause > TimeSpan.Zero) return pair with { Code = PairCodes.Waiting, Reason = "The cloud asked to be called later." };
        try
        {
            PairResult result = await change();
            _failedCalls = 0;
            return result;
        }
        catch (CloudException e) when (e.Code != CloudErrorCode.TokenRejected)
        {
            if (e.Kind != CloudErrorKind.Permanent) _failedCalls++;
            AskForPause(e);
            return Failure(pair, e);
        }
    }

    private void AskForPause(CloudException e)
    {
        if (e.Code == CloudErrorCode.TooManyRequests) work.AskForPause(e.RetryAfter ?? TimeSpan.FromMinutes(1));
    }

    /// <summary>Takes what the cloud has now for the truth, and mends members that it has twice.</summary>
    private async Task LookAgainAsync(CancellationToken stop)
    {
        try
        {
            ILookup<string, ImageMember> after = (await members.ListAsync(image.ImageId, stop)).ToLookup(member => member.ProjectId);
            foreach (IGrouping<string, ImageMember> doubled in after.Where(member => member.Count() > 1 && IsMine(member.Key)))
                await MendAsync(doubled, stop);
            if (after.Any(member => member.Count() > 1 && IsMine(member.Key)))
                after = (await members.ListAsync(image.ImageId, stop)).ToLookup(member => member.ProjectId);
            foreach (PairResult result in _results.Values.Where(result => result.Code is null || result.Code == PairCodes.Unsettled).ToList())
                _results[result.Pair.ProjectId] = Judge(result, after[IdOf(result)].FirstOrDefault());
        }
        catch (CloudException e) when (e.Code != CloudErrorCode.TokenRejected)
        {
            AskForPause(e);
            foreach (PairResult result in _results.Values.Where(result => result.Code == PairCodes.Unsettled || !_request.Strict).ToList())
            {
                if (result.State != PairState.Failed)
                    _results[result.Pair.ProjectId] = result with { State = PairState.Pending, Code = PairCodes.Unsettled, Reason = e.Message };
            }
        }
    }

    /// <summary>All copies are deleted and, where the member is to be, one is added.</summary>
    private async Task MendAsync(IGrouping<string, ImageMember> doubled, CancellationToken stop)
    {
        foreach (ImageMember copy in doubled) await members.RemoveAsync(image.ImageId, copy.ProjectId, stop);
        bool isToBe = _request.Action is ShareAction.Add or ShareAction.Set && image.ProjectIds.Any(project => IdOf(project) == doubled.Key);
        if (isToBe) await members.AddAsync(image.ImageId, doubled.Key, stop);
    }

    private PairResult Judge(PairResult result, ImageMember? member)
    {
        bool isRemoved = _request.Action == ShareAction.Remove || !IsOwn(result.Pair) || result.Pair.ProjectId == ShareSlices.Everyone;
        bool isAnswered = _request.Action is not (ShareAction.Add or ShareAction.Set or ShareAction.Remove);
        bool isAsAsked = isRemoved ? member is null : isAnswered ? member?.Status == Answer() : member is not null;
        return isAsAsked
            ? Done(result, member)
            : result with { State = PairState.Pending, Code = PairCodes.Unsettled, Reason = result.Reason ?? "The cloud does not show the change.", Member = null };
    }

    /// <summary>A member that was to be removed besides, but is no longer there.</summary>
    private void Settle(IEnumerable<PairResult> gone)
    {
        foreach (PairResult pair in gone) _results[pair.Pair.ProjectId] = Done(pair, null);
    }

    private async Task AcceptAsync(IImageMembers recipient, CancellationToken stop)
    {
        if (_results.Values.FirstOrDefault(result => IdOf(result) == recipient.ProjectId) is not { State: PairState.Success, Member: { } member } added
            || member.Status == MemberStatus.Accepted) return;
        _results[added.Pair.ProjectId] = await TryAsync(added with { State = PairState.Pending, Member = null }, async () =>
            Done(added, await recipient.AnswerAsync(image.ImageId, recipient.ProjectId, MemberStatus.Accepted, null, stop)));
    }

    private static PairResult Done(PairResult pair, ImageMember? member) =>
        pair with { State = PairState.Success, Code = null, Reason = null, CloudStatus = null, Member = member };

    private static PairResult Failure(PairResult pair, CloudException e) => pair with
    {
        State = e.Kind == CloudErrorKind.Permanent ? PairState.Failed : PairState.Pending,
        Code = e.Kind == CloudErrorKind.Unknown ? PairCodes.Unsettled : e.Code,
        Reason = e.Said ?? e.Message,
        CloudStatus = e.Status,
        Member = null,
    };
}
