using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>
/// Open Telekom Cloud shares an encrypted image only with accounts that may use its key: the key is granted to the recipients' account first
/// when the job names it, otherwise the image's pairs fail and say what is missing.
/// </summary>
public sealed class EncryptedImages(TimeProvider time)
{
    private const string KeyProperty = "__system__cmkid";

    /// <summary>Grants what is needed. Pairs that can't be shared are recorded.</summary>
    public async Task PrepareAsync(ShareWork work, ShareSession session, ImageProjects image, CancellationToken stop)
    {
        if (!Guid.TryParse(image.ImageId, out Guid id)) return;
        GlanceImage? found = await new GlanceClient(session.Http, time).FindImageAsync(session.Login, id, stop);
        if (found?.Properties.GetValueOrDefault(KeyProperty) is not { Length: > 0 } key) return;
        if (work.Job.Request.GrantDomain is not { } domain)
        {
            await FailAsync(
                work, image, PairCodes.Encrypted, $"The image is encrypted with key {key}: name the recipients' account (domain id) to grant the key to.", stop);
            return;
        }

        if ((session.Kms ?? KmsClient.EndpointBeside(session.Login.ImageEndpoint)) is not { } kms)
        {
            await FailAsync(work, image, PairCodes.NoKey, "The image is encrypted, and the address of the key management service is not known.", stop);
            return;
        }

        try
        {
            await new KmsClient(session.Http, time).CreateGrantAsync(session.Login, kms, key, domain, stop);
        }
        catch (CloudException e) when (e.Kind == CloudErrorKind.Permanent)
        {
            await FailAsync(work, image, PairCodes.NoKey, $"The image's key {key} could not be granted: {e.Said ?? e.Message}", stop);
        }
    }

    private static Task FailAsync(ShareWork work, ImageProjects image, string code, string reason, CancellationToken stop) => work.RecordAsync(
        work.OpenPairs(image).Select(pair => pair with { State = PairState.Failed, Code = code, Reason = reason }), stop);
}
