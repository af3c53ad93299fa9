using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Writing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>
/// Target platforms and formats (UForge's contract §1.4): the same for every user, numbered in the order of UForge's schema. Active are
/// those that this backend can publish to.
/// </summary>
public sealed class TargetFunctions(CallerGate gate, IEnumerable<PublicationRecipe> recipes)
{
    /// <summary>The platforms.</summary>
    [Function(nameof(ListTargetPlatformsAsync))]
    public async Task<IResult> ListTargetPlatformsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/targetplatforms")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        UForgeObject[] platforms = [.. UForgeSchema.PlatformTypes.Index().Select(platform => Platform(uid, platform.Index + 1, platform.Item))];
        return new UForgeListResult(new UForgeList("targetPlatforms", platforms.Length, platforms.ToAsyncEnumerable()));
    }

    /// <summary>The formats.</summary>
    [Function(nameof(ListTargetFormatsAsync))]
    public async Task<IResult> ListTargetFormatsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/targetformats")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, uid, null, cancellationToken);
        UForgeObject[] formats = [.. ImageFormat.All.Index().Select(format => Format(uid, format.Index + 1, format.Item))];
        return new UForgeListResult(new UForgeList("targetFormats", formats.Length, formats.ToAsyncEnumerable()));
    }

    private UForgeObject Platform(string login, int id, string type) => new("TargetPlatform")
    {
        ["dbId"] = id,
        ["name"] = AccountType.All.First(account => account.PlatformType == type).PlatformName,
        ["type"] = type,
        ["access"] = true,
        ["active"] = recipes.Any(recipe => recipe.Type.AccountType.PlatformType == type),
        ["uri"] = $"users/{login}/targetplatforms/{id}",
    };

    private UForgeObject Format(string login, int id, ImageFormat format)
    {
        PublicationType[] targets = [.. PublicationType.All.Where(type => type.ImageFormats.Contains(format.Name))];
        return new UForgeObject("TargetFormat")
        {
            ["dbId"] = id,
            ["name"] = format.Label,
            ["format"] = new UForgeObject("ImageFormat") { ["name"] = format.Name },
            ["type"] = targets.Length == 0 ? "virtual" : format.Name is "docker" or "openshift" ? "container" : "cloud",
            ["credAccountType"] = targets.FirstOrDefault()?.AccountType.PlatformType,
            ["access"] = true,
            ["active"] = targets.Any(type => recipes.Any(recipe => recipe.Type == type)),
            ["uri"] = $"users/{login}/targetformats/{id}",
        };
    }
}
