using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>The member calls that change something: each is a share job of one pair, answered in the cloud's own words.</summary>
public sealed class MemberDoor(CloudChoice choice, CloudTokenGate gate, NativeShares shares)
{
    /// <summary>S1: adds a member.</summary>
    public async Task<IResult> AddAsync(HttpRequest request, string image, DurableTaskClient client, CancellationToken cancellationToken)
    {
        (ShareRequest share, CallerToken token) = await AdmitAsync(request, image, ShareAction.Add, cancellationToken);
        string project = await MemberBody.ReadMemberAsync(request, cancellationToken);
        if (ShareRules.WhyNotProject(project) is { } fault) throw new RefusalException(400, "MEMBER_INVALID", $"Member {fault}.", "member");
        return await RunAsync(share with { Projects = [project] }, token, client, cancellationToken);
    }

    /// <summary>S4: sets what the recipient answers.</summary>
    public async Task<IResult> UpdateAsync(HttpRequest request, string image, string project, DurableTaskClient client, CancellationToken cancellationToken)
    {
        (ShareRequest share, CallerToken token) = await AdmitAsync(request, image, ShareAction.Accept, cancellationToken);
        (string? status, string? vault) = await MemberBody.ReadStatusAsync(request, cancellationToken);
        ShareAction action = status switch
        {
            "accepted" => ShareAction.Accept,
            "rejected" => ShareAction.Reject,
            "pending" => ShareAction.Reset,
            _ => throw new RefusalException(
                400, "STATUS_INVALID", "Incorrect request: Status must be \"pending\", \"accepted\" or \"rejected\".", "status"),
        };
        CheckMember(image, project);
        share = share with { Action = action, Projects = [project], VaultId = action == ShareAction.Accept ? vault : null };
        return await RunAsync(share, token, client, cancellationToken);
    }

    /// <summary>S5: removes a member.</summary>
    public async Task<IResult> RemoveAsync(HttpRequest request, string image, string project, DurableTaskClient client, CancellationToken cancellationToken)
    {
        (ShareRequest share, CallerToken token) = await AdmitAsync(request, image, ShareAction.Remove, cancellationToken);
        if (request.ContentLength > 0) throw new RefusalException(400, "BODY_NOT_EXPECTED", "A body is not expected with this request.");
        CheckMember(image, project);
        return await RunAsync(share with { Projects = [project] }, token, client, cancellationToken);
    }

    private async Task<(ShareRequest Share, CallerToken Token)> AdmitAsync(
        HttpRequest request, string image, ShareAction action, CancellationToken cancellationToken)
    {
        ChosenCloud chosen = choice.Choose(request);
        CallerToken token = await gate.AdmitAsync(request, chosen.Client, cancellationToken);
        var share = new ShareRequest
        {
            Owner = JobOwner.Project(chosen.Cloud.Name, token.ProjectId),
            Action = action,
            Cloud = chosen.Cloud.Name,
            Images = [image],
            Strict = true,
        };
        return (share, token);
    }

    /// <summary>What can be no member is none.</summary>
    private static void CheckMember(string image, string project)
    {
        if (ShareRules.WhyNotProject(project) is not null)
            throw new RefusalException(404, "MEMBER_NOT_FOUND", $"{project} not found in the member list of the image {image}.");
    }

    private async Task<IResult> RunAsync(ShareRequest share, CallerToken token, DurableTaskClient client, CancellationToken cancellationToken)
    {
        string image = share.Images[0];
        if (ShareRules.WhyNotImage(image) is not null) throw new RefusalException(404, "IMAGE_NOT_FOUND", $"Image {image} not found.");
        PairResult result = await shares.RunAsync(share, token, client, cancellationToken)
            ?? throw new RefusalException(504, "SHARE_UNDER_WAY", "The cloud has not finished in time. The work goes on: repeat the call to learn its end.");
        if (result.State != PairState.Success) throw Refusal(result);
        return result.Member is { } member ? new MemberResult(member) : StatusAnswer.NoContent;
    }

    /// <summary>
    /// The cloud's own status and words. What it says of itself (5xx), and what ended without its word, is 503: the caller did nothing wrong.
    /// </summary>
    private static RefusalException Refusal(PairResult result) => result.CloudStatus switch
    {
        401 => new RefusalException(401, "AUTHENTICATION_REQUIRED", GlanceError.Unauthorized),
        >= 400 and < 500 and var status => new RefusalException(status, result.Code ?? "REFUSED", result.Reason ?? ""),
        _ => new RefusalException(503, result.Code ?? "CLOUD_UNAVAILABLE", result.Reason ?? "The cloud could not be asked. Try again later."),
    };
}
