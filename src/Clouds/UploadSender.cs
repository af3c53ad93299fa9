using System.Net;
using System.Net.Http.Headers;

namespace ImagePublishFunctions.Clouds;

/// <summary>Sends a request whose body is read from a stream, in constant memory, and gives up where no byte moves.</summary>
/// <param name="stall">How long no byte may move.</param>
/// <param name="answer">How long the answer may take after the last byte.</param>
internal sealed class UploadSender(CloudSender sender, TimeProvider time, TimeSpan stall, TimeSpan answer)
{
    /// <summary>What every body is sent as.</summary>
    public const string MediaType = "application/octet-stream";

    /// <summary>Sends the request; an answer that refuses it comes before the first byte is read.</summary>
    /// <param name="request">Without a body.</param>
    /// <param name="call">Its time limit does not count.</param>
    /// <param name="data">Exactly <paramref name="length"/> bytes. What its reads throw is thrown as it is.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="sent">Told the bytes sent so far, after each piece of at most <see cref="UploadContent.PieceSize"/>.</param>
    /// <param name="cancellation">Ends the upload.</param>
    /// <param name="range">The value of <c>Content-Range</c>; null for none.</param>
    /// <param name="expected">The error statuses that the caller handles.</param>
    /// <exception cref="CloudException">Stalled: no byte moved. TimedOut: all is sent, but no answer came.</exception>
    /// <exception cref="EndOfStreamException">The data ended too early.</exception>
    public async Task<CloudAnswer> SendAsync(
        HttpRequestMessage request,
        CloudCall call,
        Stream data,
        long length,
        IProgress<long> sent,
        CancellationToken cancellation,
        string? range = null,
        Func<HttpStatusCode, bool>? expected = null)
    {
        using var watch = new CancellationTokenSource(stall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(watch.Token, cancellation);
        using var content = new UploadContent(data, length, sent, isSent => watch.CancelAfter(isSent ? answer : stall));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        if (range is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Range", range);
        }

        request.Content = content;
        request.Headers.ExpectContinue = true;
        try
        {
            return await sender.SendAsync(request, call with { Limit = null }, either.Token, expected);
        }
        catch (Exception) when (content.SourceFailure is not null)
        {
            content.SourceFailure.Throw();
            throw;
        }
        catch (OperationCanceledException) when (watch.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw content.IsSent
                ? new CloudException(
                    CloudErrorKind.Unknown, CloudErrorCode.TimedOut, $"{call.Name}: all bytes are sent, but no answer came.")
                : new CloudException(
                    CloudErrorKind.Transient,
                    CloudErrorCode.Stalled,
                    $"{call.Name}: no byte moved for {stall} after {content.Sent} of {length} bytes.");
        }
        catch (CloudException error) when (error.Code == CloudErrorCode.ConnectionLost && !content.IsSent)
        {
            throw new CloudException(CloudErrorKind.Transient, error.Code, error.Message);
        }
    }
}
