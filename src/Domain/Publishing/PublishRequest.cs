using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>What a publication asks for, as its ticket keeps it: complete, checked and without secrets.</summary>
public sealed record PublishRequest
{
    /// <summary>The publication's type on the wire, for example <c>PublishImageOpenStack</c>; one of <see cref="PublicationType.All"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The image to publish, for example <c>users/guest/appliances/5/images/116</c>.</summary>
    public required string ImagePath { get; init; }

    /// <summary>The target account.</summary>
    public required CloudAccount Account { get; init; }

    /// <summary>The fields of the type and the base field <c>publishLocation</c>, by their wire names, in lexical form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Ids of the projects that the image is shared with once it is published.</summary>
    public IReadOnlyList<string> ShareWith { get; init; } = [];

    /// <summary>The value of a field, null when it was not given.</summary>
    public string? this[string field] => Fields.GetValueOrDefault(field);
}
