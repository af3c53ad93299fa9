namespace Azure.Data.Tables.Pipeline;

/// <summary>The answer to a question for something that is not there.</summary>
internal sealed class NoValueResponse<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T? Value => throw new InvalidOperationException($"There is no value: the service answered {response.Status}.");

    public override Response GetRawResponse() => response;
}
