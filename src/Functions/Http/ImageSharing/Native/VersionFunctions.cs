using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>The version lists (contract of IMS R4); no token is asked for.</summary>
public sealed class VersionFunctions(CloudChoice choice)
{
    /// <summary>The list at the root, as Glance answers it.</summary>
    [Function(nameof(ListImageApiVersions))]
    public IResult ListImageApiVersions([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{root:maxlength(0)?}")] HttpRequest request) =>
        Versions(request, StatusCodes.Status300MultipleChoices);

    /// <summary>Open Telekom Cloud's address of the list.</summary>
    [Function(nameof(ListImageApiVersionsBelowV20))]
    public IResult ListImageApiVersionsBelowV20([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v2.0")] HttpRequest request) =>
        Versions(request, StatusCodes.Status300MultipleChoices);

    /// <summary>The list that glance asks first.</summary>
    [Function(nameof(ListImageApiVersionsPlainly))]
    public IResult ListImageApiVersionsPlainly([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "versions")] HttpRequest request) =>
        Versions(request, StatusCodes.Status200OK);

    /// <summary>The list at the root of a cloud.</summary>
    [Function(nameof(ListImageApiVersionsOfCloud))]
    public IResult ListImageApiVersionsOfCloud([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "clouds/{cloud}")] HttpRequest request) =>
        Versions(request, StatusCodes.Status300MultipleChoices);

    /// <inheritdoc cref="ListImageApiVersionsBelowV20" />
    [Function(nameof(ListImageApiVersionsOfCloudBelowV20))]
    public IResult ListImageApiVersionsOfCloudBelowV20(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "clouds/{cloud}/v2.0")] HttpRequest request) =>
        Versions(request, StatusCodes.Status300MultipleChoices);

    /// <inheritdoc cref="ListImageApiVersionsPlainly" />
    [Function(nameof(ListImageApiVersionsOfCloudPlainly))]
    public IResult ListImageApiVersionsOfCloudPlainly(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "clouds/{cloud}/versions")] HttpRequest request) =>
        Versions(request, StatusCodes.Status200OK);

    private VersionList Versions(HttpRequest request, int status) =>
        new(status, choice.Find(request)?.Cloud.Kind ?? CloudKind.OpenStack, choice.BaseUrl(request));
}
