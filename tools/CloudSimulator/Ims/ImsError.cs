namespace CloudSimulator.Ims;

/// <summary>An answer of IMS that refuses: <c>{"error": {"code": "IMG.…", "message": …}}</c>.</summary>
internal sealed class ImsError(string code, string message, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    public string Code => code;

    public IResult ToResult() => Results.Json(new { error = new { code, message = Message } }, statusCode: status);
}
