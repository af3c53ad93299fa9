using System.Net;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>The jobs of IMS: what its imports, registrations and batch member calls become.</summary>
public sealed class ImsJobsClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
{
    private readonly ImsCalls _calls = new(http, time, "IMS", timeouts);

    /// <summary>
    /// The job; null where IMS does not know it (400 with IMG.0023, or 404), which is also what it says of another project's. Asks
    /// <c>/v1/{project}/jobs/{job}</c>, then <c>/v1/cloudimages/job/{job}</c>, which newer regions have.
    /// </summary>
    /// <exception cref="CloudException">What any call may fail with; nothing is changed.</exception>
    public async Task<ImsJob?> FindAsync(OpenStackSession session, string jobId, CancellationToken cancellation)
    {
        var id = ServiceUrl.Segment(jobId);
        return await ReadAsync(session, $"v1/{ServiceUrl.Segment(session.ProjectId)}/jobs/{id}", cancellation)
            ?? await ReadAsync(session, $"v1/cloudimages/job/{id}", cancellation);
    }

    private async Task<ImsJob?> ReadAsync(OpenStackSession session, string relative, CancellationToken cancellation)
    {
        try
        {
            var answer = await _calls.SendAsync(
                "read job", session, HttpMethod.Get, relative, null, cancellation, status => status is HttpStatusCode.NotFound);
            return answer.IsSuccess ? answer.ReadJson(ImsJobJson.Read) : null;
        }
        catch (CloudException error) when (error.Code == ImsErrors.JobLookupFailed)
        {
            return null;
        }
    }
}
