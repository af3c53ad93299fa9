using System.Globalization;
using System.Security.Cryptography;

namespace CloudSimulator.Ims;

/// <summary>The jobs of IMS. A job's work is done, one job at a time, by the first who looks after its time has come.</summary>
internal sealed class ImsJobs(CloudSimulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ImsJobRecord> _jobs = [];
    private readonly Queue<ImsJobRecord> _open = new();

    public string Submit(string type, string project, Func<ImsJobEnd> work)
    {
        var job = new ImsJobRecord(RandomNumberGenerator.GetHexString(32, lowercase: true), type, project, options.Time.GetUtcNow(), work);
        lock (_gate)
        {
            _jobs.Add(job.Id, job);
            _open.Enqueue(job);
        }

        return job.Id;
    }

    /// <summary>Does the work of the jobs whose time has come.</summary>
    public void Advance()
    {
        lock (_gate)
        {
            var now = options.Time.GetUtcNow();
            while (_open.TryPeek(out var job) && job.Begin + options.Ims.JobDuration <= now)
            {
                _open.Dequeue();
                job.End = job.Work();
                job.EndedAt = now;
            }
        }
    }

    public IResult Show(string id, string project)
    {
        ImsJobRecord? job;
        lock (_gate)
        {
            job = _jobs.GetValueOrDefault(id);
        }

        if (job?.Project != project)
        {
            throw new ImsError("IMG.0023", $"The job {id} could not be looked up.");
        }

        return Results.Json(new Dictionary<string, object?>
        {
            ["status"] = job.End is null ? "RUNNING" : job.End.Error is null ? "SUCCESS" : "FAIL",
            ["job_id"] = job.Id,
            ["job_type"] = job.Type,
            ["begin_time"] = Time(job.Begin),
            ["end_time"] = job.EndedAt is { } end ? Time(end) : null,
            ["error_code"] = job.End?.Error?.Code,
            ["fail_reason"] = job.End?.Error?.Message,
            ["entities"] = job.End?.Entities ?? [],
        });
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
