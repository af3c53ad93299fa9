using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>Stands for an answer that was written already: the worker writes nothing more, neither to the caller nor to the host.</summary>
internal sealed class WrittenAnswer : IResult
{
    private WrittenAnswer()
    {
    }

    public static WrittenAnswer Instance { get; } = new();

    public Task ExecuteAsync(HttpContext httpContext) => Task.CompletedTask;
}
