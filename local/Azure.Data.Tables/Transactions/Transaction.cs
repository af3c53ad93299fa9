using Azure.Core;
using Azure.Data.Tables.Pipeline;

namespace Azure.Data.Tables.Transactions;

/// <summary>Sends the requests of a transaction as one.</summary>
internal static class Transaction
{
    /// <exception cref="TableTransactionFailedException">The service refused it.</exception>
    public static async Task<Response<IReadOnlyList<Response>>> SubmitAsync(
        TableService service, IReadOnlyList<HttpMessage> parts, CancellationToken cancellationToken)
    {
        using HttpMessage message = service.Message(RequestMethod.Post, "$batch", Expected.Accepted);
        (message.Request.Content, string contentType) = await TransactionContent.OfAsync(parts, cancellationToken).ConfigureAwait(false);
        message.Request.Headers.SetValue("Content-Type", contentType);
        Response response = await SendAsync(service, message, cancellationToken).ConfigureAwait(false);
        List<Response> answers = TransactionAnswers.In(response);
        return answers.Find(a => a.IsError) is { } refusal
            ? throw new TableTransactionFailedException(TableService.Failure(refusal))
            : Response.FromValue<IReadOnlyList<Response>>(answers, response);
    }

    private static async Task<Response> SendAsync(TableService service, HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await service.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status != 0)
        {
            throw new TableTransactionFailedException(e);
        }
    }
}
