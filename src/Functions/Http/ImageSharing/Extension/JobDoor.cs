using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>The jobs of the caller's project (contract of IMS J1 and J2). Another owner's job is no job.</summary>
public sealed class JobDoor(CloudChoice choice, CloudTokenGate gate, ShareJobStore jobs)
{
    private const int LongestList = 100;

    /// <summary>J1: one job, under the path of its project.</summary>
    public async Task<IResult> ReadAsync(HttpRequest request, string project, string id, CancellationToken cancellationToken)
    {
        JobOwner owner = await AdmitAsync(request, project, cancellationToken);
        return new JobResult(await FindAsync(owner, id, cancellationToken), jobs, withProgress: false);
    }

    /// <summary>J2: one job with its progress.</summary>
    public async Task<IResult> ReadProgressAsync(HttpRequest request, string id, CancellationToken cancellationToken)
    {
        JobOwner owner = await AdmitAsync(request, null, cancellationToken);
        return new JobResult(await FindAsync(owner, id, cancellationToken), jobs, withProgress: true);
    }

    /// <summary>The project's jobs, newest first, without their pairs: 100 at most.</summary>
    public async Task<IResult> ListAsync(HttpRequest request, string project, CancellationToken cancellationToken)
    {
        JobOwner owner = await AdmitAsync(request, project, cancellationToken);
        List<ShareJob> newest = [];
        await foreach (ShareJob job in jobs.ListAsync(owner, cancellationToken))
        {
            newest.Add(job);
            if (newest.Count == LongestList) break;
        }

        return new JobListResult(newest);
    }

    private async Task<JobOwner> AdmitAsync(HttpRequest request, string? project, CancellationToken cancellationToken)
    {
        ChosenCloud chosen = choice.Choose(request);
        CallerToken token = await gate.AdmitAsync(request, chosen.Client, cancellationToken);
        return project is null || project == token.ProjectId
            ? JobOwner.Project(chosen.Cloud.Name, token.ProjectId)
            : throw new RefusalException(400, ImsCode.ProjectOfAnotherToken, "The project in the path must be the project of the token.", "project_id");
    }

    private async Task<ShareJob> FindAsync(JobOwner owner, string id, CancellationToken cancellationToken)
    {
        ShareJob? job = Guid.TryParseExact(id, "N", out Guid known) ? await jobs.FindAsync(known.ToString("N"), cancellationToken) : null;
        return job?.Request.Owner == owner ? job : throw new RefusalException(404, ImsCode.JobLookup, $"Job {id} not found.", "job_id");
    }
}
