using System.Text.Json;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>A job with what became of each pair so far: every pair, once it has ended. Pairs are written as they are read.</summary>
internal sealed class JobResult(ShareJob job, ShareJobStore jobs, bool withProgress) : IResult
{
    private const int FlushedAt = 32 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.Body);
        JobJson.WriteHead(json, job);
        json.WriteStartObject("entities");
        if (withProgress)
        {
            json.WriteNumber("process_percent", Progress());
            json.WriteString("current_task", JobJson.TypeOf(job.Request.Action));
        }

        json.WriteStartArray("results");
        await foreach (PairResult result in jobs.ResultsAsync(job.Id, httpContext.RequestAborted))
        {
            JobJson.WriteResult(json, job.Request.Action, result);
            if (json.BytesPending > FlushedAt) await json.FlushAsync(httpContext.RequestAborted);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>From 0 to 1.</summary>
    private double Progress() => job.End is not null ? 1 : job.Pairs == 0 ? 0 : Math.Round((double)(job.Succeeded + job.Failed) / job.Pairs, 4);
}
