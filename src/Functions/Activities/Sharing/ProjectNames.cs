using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>
/// Finds the ids of projects that a share names. Clouds take any text for a project's id, so a name would be shared with nobody: what
/// does not look like an id must be one that Keystone knows, or the name of one of the login's own projects.
/// </summary>
public sealed class ProjectNames(TimeProvider time)
{
    /// <summary>The ids of the projects that were given by name; pairs whose project is not found are recorded as failed.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ResolveAsync(ShareWork work, ShareSession session, CancellationToken stop)
    {
        var ids = new Dictionary<string, string>();
        if (work.Job.Request.Strict) return ids;
        PairResult[] open = [.. work.Images.SelectMany(work.OpenPairs)];
        string[] names = [.. open.Select(pair => pair.Pair.ProjectId).Distinct().Where(project => !IsId(project) && project != ShareSlices.Everyone)];
        if (names.Length == 0) return ids;

        var keystone = new KeystoneClient(session.Http, time);
        IReadOnlyDictionary<string, string>? own = null;
        foreach (string name in names)
        {
            if (await keystone.HasProjectAsync(session.Identity, session.Login.Token, name, stop) == true)
            {
                ids[name] = name;
                continue;
            }

            own ??= await keystone.ListProjectsAsync(session.Identity, session.Login.Token, stop);
            string[] found = [.. own.Where(project => project.Value == name).Select(project => project.Key)];
            if (found.Length == 1) ids[name] = found[0];
        }

        await work.RecordAsync(
            open.Where(pair => names.Contains(pair.Pair.ProjectId) && !ids.ContainsKey(pair.Pair.ProjectId)).Select(pair => pair with
            {
                State = PairState.Failed,
                Code = PairCodes.ProjectUnknown,
                Reason = $"'{pair.Pair.ProjectId}' is no project's id, and the cloud does not tell which project has this name.",
            }),
            stop);
        return ids;
    }

    /// <summary>Ids as Keystone makes them: of a UUID, or of a directory's entry.</summary>
    private static bool IsId(string project) => project.Length is 32 or 64 && project.All(char.IsAsciiHexDigitLower);
}
