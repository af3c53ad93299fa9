using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>What a door answered.</summary>
internal sealed record DoorAnswer(int Status, IHeaderDictionary Headers, string Body)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;
}
