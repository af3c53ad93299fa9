using System.Text.Json;
using CloudSimulator.Keystone;

namespace CloudSimulator.Ims;

/// <summary>What both APIs of IMS do with every request: who asks, what the body says, and how a refusal looks.</summary>
internal sealed class ImsDoor(Identity identity, ImsStore images, ImsJobs jobs)
{
    public async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        jobs.Advance();
        try
        {
            await next(context);
        }
        catch (ImsError error)
        {
            await error.ToResult().ExecuteAsync(context);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // the client left: there is nobody to answer
        }
    }

    /// <summary>The project that asks; null where the token is no good, and the answer is written.</summary>
    public string? Project(HttpContext context) => identity.Find(context.Request.Headers["X-Auth-Token"])?.ProjectId;

    /// <summary>Answers with what <paramref name="answer"/> makes of the asking project.</summary>
    public async Task<IResult> ForProjectAsync(HttpContext context, Func<string, Task<IResult>> answer) =>
        Project(context) is { } project
            ? await answer(project)
            : Results.Json(
                new { error_code = "APIGW.0301", error_msg = "Incorrect IAM authentication information: token expires", request_id = context.TraceIdentifier },
                statusCode: 401);

    public Task<IResult> ForProject(HttpContext context, Func<string, IResult> answer) =>
        ForProjectAsync(context, project => Task.FromResult(answer(project)));

    public static async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object
                ? body.RootElement.Clone()
                : throw new ImsError("IMG.0001", "The request body is no object.");
        }
        catch (JsonException)
        {
            throw request.ContentLength is null or 0
                ? new ImsError("IMG.0007", "The request body is empty.")
                : new ImsError("IMG.0001", "The request body is not JSON.");
        }
    }

    public static string[] Strings(JsonElement body, string name) =>
        body.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array && array.GetArrayLength() > 0
        && array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. array.EnumerateArray().Select(item => item.GetString()!).Distinct()]
            : throw new ImsError("IMG.0001", $"{name} must be a list of strings.");

    /// <summary>Like upstream: what a project may not see is not there.</summary>
    public ImsImage? Visible(string id, string project) =>
        images.Find(id) is { } image && (image.Owner == project || image.Visibility == "public" || image.Members.ContainsKey(project)) ? image : null;

    public static IResult NativeError(int status, string title, string message) =>
        Results.Json(new { code = $"{status} {title}", title, message }, statusCode: status);
}
