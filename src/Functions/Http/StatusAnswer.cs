using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>A status without a body.</summary>
/// <param name="status">The status.</param>
internal sealed class StatusAnswer(int status) : IResult
{
    public static StatusAnswer Accepted { get; } = new(StatusCodes.Status202Accepted);

    public static StatusAnswer NoContent { get; } = new(StatusCodes.Status204NoContent);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
