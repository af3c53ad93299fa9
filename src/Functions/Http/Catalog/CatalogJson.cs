using System.Text.Json.Serialization;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>
/// How the catalogue's resources read and write JSON. By metadata alone: the generated fast path, to which a serializer turns after some small
/// bodies, can't write an IAsyncEnumerable.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(CatalogImageBody))]
[JsonSerializable(typeof(CatalogImageView))]
[JsonSerializable(typeof(CatalogImageList))]
[JsonSerializable(typeof(CatalogUploadView))]
internal sealed partial class CatalogJson : JsonSerializerContext;
