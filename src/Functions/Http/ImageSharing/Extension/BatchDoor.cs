using System.Security.Cryptography;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>
/// The batch calls (contract of IMS B1 to B3): every image with every project, as one job whose id is answered at once. What has the wrong
/// form is refused here; what the cloud alone knows is the result of the pair.
/// </summary>
public sealed class BatchDoor(CloudChoice choice, CloudTokenGate gate, ShareIntake intake, SharingDoorOptions options)
{
    private const int HexDigits = 32;

    /// <summary>B1 and B3: adds or removes members.</summary>
    public async Task<IResult> ShareAsync(HttpRequest request, ShareAction action, DurableTaskClient client, CancellationToken cancellationToken)
    {
        (ChosenCloud chosen, CallerToken token) = await AdmitAsync(request, cancellationToken);
        BatchBody body = await BatchBody.ReadAsync(request, cancellationToken);
        ShareRequest share = Share(chosen, token, action, body.List("images"), body.List("projects"));
        return await AcceptAsync(request, body, share, chosen, token, client, cancellationToken);
    }

    /// <summary>B2: accepts or rejects what was shared with the caller's project.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        (ChosenCloud chosen, CallerToken token) = await AdmitAsync(request, cancellationToken);
        BatchBody body = await BatchBody.ReadAsync(request, cancellationToken);
        ShareAction action = body.Required("status") switch
        {
            "accepted" => ShareAction.Accept,
            "rejected" => ShareAction.Reject,
            _ => throw BatchBody.Malformed("status must be accepted or rejected."),
        };
        string project = body.Required("project_id");
        ShareRequest share = Share(chosen, token, action, body.List("images"), [project]) with
        {
            VaultId = action == ShareAction.Accept ? body.Optional("vault_id") : null,
        };
        if (project != token.ProjectId)
            throw new RefusalException(400, ImsCode.ProjectOfAnotherToken, "project_id must be the project of the token.", "project_id");
        return await AcceptAsync(request, body, share, chosen, token, client, cancellationToken);
    }

    private async Task<(ChosenCloud Chosen, CallerToken Token)> AdmitAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ChosenCloud chosen = choice.Choose(request);
        return (chosen, await gate.AdmitAsync(request, chosen.Client, cancellationToken));
    }

    private static ShareRequest Share(
        ChosenCloud chosen, CallerToken token, ShareAction action, IReadOnlyList<string> images, IReadOnlyList<string> projects) => new()
        {
            Owner = JobOwner.Project(chosen.Cloud.Name, token.ProjectId),
            Action = action,
            Cloud = chosen.Cloud.Name,
            Images = images,
            Projects = projects,
        };

    private async Task<IResult> AcceptAsync(
        HttpRequest request,
        BatchBody body,
        ShareRequest share,
        ChosenCloud chosen,
        CallerToken token,
        DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Check(share, chosen.Cloud.Kind);
        IdempotencyKey? key = IdempotencyKey.Of(request, $"{request.Method} {share.Cloud}", SHA256.HashData(body.Bytes));
        ShareJob job = await intake.AcceptAsync(share, token, key, jobId: null, client, cancellationToken);
        return new JsonAnswer<Dictionary<string, string>>(new() { ["job_id"] = job.Id });
    }

    private void Check(ShareRequest share, CloudKind kind)
    {
        if ((long)share.Images.Count * share.Projects.Count > options.LargestBatch)
            throw BatchBody.Malformed($"images times projects is more than {options.LargestBatch}.");
        if (ShareRules.Check(share) is { } fault)
        {
            string code = fault.Field.StartsWith("images[", StringComparison.Ordinal) ? ImsCode.ImageIdMalformed
                : fault.Field.StartsWith("projects[", StringComparison.Ordinal) ? ImsCode.ProjectIdMalformed
                : ImsCode.BodyMalformed;
            throw new RefusalException(400, code, fault.Message, fault.Field);
        }

        if (kind == CloudKind.OpenTelekomCloud && share.Projects.FirstOrDefault(project => !IsHex(project)) is { } wrong)
            throw new RefusalException(400, ImsCode.ProjectIdMalformed, $"{wrong} is no project's id: {HexDigits} hexadecimal digits.", "projects");
    }

    private static bool IsHex(string project) => project.Length == HexDigits && project.All(char.IsAsciiHexDigit);
}
