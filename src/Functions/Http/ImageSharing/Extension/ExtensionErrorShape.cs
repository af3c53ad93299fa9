using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>IMS's errors for the extension doors: everything below <c>/v1</c>, with or without the prefix of a cloud.</summary>
public sealed class ExtensionErrorShape : IErrorShape
{
    /// <inheritdoc />
    public bool Covers(PathString path) => CloudChoice.Split(path).Below.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public IResult Of(RefusalException refusal, HttpRequest request) => new ExtensionError(refusal.Status, CodeOf(refusal), refusal.Message);

    /// <summary>The code closest in meaning (contract of IMS §5.2) for what other rooms refuse.</summary>
    private static string CodeOf(RefusalException refusal) => refusal.Status switch
    {
        _ when refusal.Code.StartsWith("IMG.", StringComparison.Ordinal) => refusal.Code,
        403 => ImsCode.RoleInsufficient,
        404 => ImsCode.MalformedUrl,
        405 => ImsCode.OperationNotSupported,
        >= 500 => ImsCode.SystemError,
        _ => ImsCode.BodyMalformed,
    };
}
