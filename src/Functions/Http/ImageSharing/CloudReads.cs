using System.Net.Http.Headers;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Orchestrations;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing;

/// <summary>Passes a read on to the image service of the chosen cloud, with the caller's token, and its answer back.</summary>
public sealed class CloudReads(TimeProvider time)
{
    private const long LongestAnswer = 64L << 20;
    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(3);

    /// <summary>What the caller sends that the image service is told; X-Api-Version is Open Telekom Cloud's.</summary>
    private static readonly string[] Headers = ["Accept", "User-Agent", "X-Openstack-Request-Id", "X-Api-Version"];

    /// <summary>Asks the cloud.</summary>
    /// <param name="request">The caller's request.</param>
    /// <param name="path">The path below the image service, escaped.</param>
    /// <param name="chosen">The cloud.</param>
    /// <param name="caller">The caller's token.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">502 the answer is no description, 503 the cloud can't be reached, 504 it is late.</exception>
    public async Task<IResult> PassAsync(
        HttpRequest request, string path, ChosenCloud chosen, CallerToken caller, CancellationToken cancellationToken)
    {
        string endpoint = caller.ImageEndpoint.AbsoluteUri.TrimEnd('/');
        using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint + path + QueryFor(chosen.Cloud.Kind, request.QueryString)));
        foreach (string name in Headers)
        {
            if (request.Headers.TryGetValue(name, out var values)) question.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        question.Headers.TryAddWithoutValidation("X-Auth-Token", caller.Token);
        using var late = new CancellationTokenSource(FirstByte, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            HttpResponseMessage answer = await chosen.Client.Http.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (IsData(answer.Content.Headers.ContentType) || answer.Content.Headers.ContentLength > LongestAnswer)
            {
                answer.Dispose();
                throw new RefusalException(502, "ANSWER_UNEXPECTED", "The cloud's image service answered with something else than a description.");
            }

            return new PassedThrough(answer, new LinkRewriter(endpoint + "/", chosen.BaseUrl + "/", LongestAnswer), Whole, time);
        }
        catch (Exception e) when (e is HttpRequestException or CloudException)
        {
            throw new RefusalException(
                503, "CLOUD_UNAVAILABLE", $"The cloud's image service can't be reached: {TransportFault.Of(e)}. Try again later.", cause: e);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RefusalException(504, "CLOUD_TOO_LATE", "The cloud's image service did not answer in time.");
        }
    }

    /// <summary>
    /// Open Telekom Cloud's clients ask for what is shared with them with a filter of its own besides (contract of IMS R1). Glance would take
    /// it for a property that images have to have.
    /// </summary>
    private static string QueryFor(CloudKind kind, QueryString query)
    {
        const string Own = "__imagetype=shared";
        string text = query.ToUriComponent();
        return kind == CloudKind.OpenTelekomCloud || !text.Contains(Own, StringComparison.Ordinal)
            ? text
            : "?" + string.Join('&', text[1..].Split('&').Where(part => part != Own));
    }

    private static bool IsData(MediaTypeHeaderValue? type) => type?.MediaType is "application/octet-stream";
}
