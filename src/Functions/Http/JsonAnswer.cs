using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>A value as JSON. What it holds is no public property, as of every result here: the worker would write those once more.</summary>
/// <param name="value">What is written; an IAsyncEnumerable in it is written while it is read.</param>
/// <param name="type">How it is written; null for camel case with nothing left out.</param>
/// <param name="status">The status.</param>
/// <typeparam name="T">The value's type.</typeparam>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T>? type = null, int status = StatusCodes.Status200OK) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        return type is null
            ? JsonSerializer.SerializeAsync(response.Body, value, JsonSerializerOptions.Web, httpContext.RequestAborted)
            : JsonSerializer.SerializeAsync(response.Body, value, type, httpContext.RequestAborted);
    }
}
