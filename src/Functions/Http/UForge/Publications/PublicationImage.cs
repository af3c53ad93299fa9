using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>The catalogue's image that a publication is about.</summary>
/// <param name="Path">The image's path, for example <c>users/guest/appliances/5/images/116</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Format">Its format's name as UForge lists them, for example <c>openstackqcow2</c>; null when unknown.</param>
public sealed record PublicationImage(ResourcePath Path, string Name, string Version, string? Format);
