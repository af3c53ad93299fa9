using System.Collections.Concurrent;

namespace CloudSimulator.Ims;

/// <summary>What goes wrong within the jobs of IMS, where no request does.</summary>
public sealed class ImsScript
{
    private readonly ConcurrentDictionary<string, string> _failingProjects = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private int _failedPairs;

    /// <summary>How many pairs failed by <see cref="FailProject"/>.</summary>
    public int FailedPairs => _failedPairs;

    /// <summary>From now on every pair of a member job with this project fails, the others don't; null for the code ends that.</summary>
    /// <param name="project">The project's id.</param>
    /// <param name="code">An IMG code.</param>
    public void FailProject(string project, string? code)
    {
        if (code is null)
        {
            _failingProjects.TryRemove(project, out _);
        }
        else
        {
            _failingProjects[project] = code;
        }
    }

    /// <summary>The next import or registration fails with this code once its time has come.</summary>
    public void FailNextImport(string code) => _failures.Enqueue(code);

    internal void CheckPair(string project)
    {
        if (_failingProjects.TryGetValue(project, out var code))
        {
            Interlocked.Increment(ref _failedPairs);
            throw new ImsError(code, "Scripted failure of one pair.");
        }
    }

    internal void CheckImport()
    {
        if (_failures.TryDequeue(out var code))
        {
            throw new ImsError(code, "Scripted failure of a job.");
        }
    }
}
