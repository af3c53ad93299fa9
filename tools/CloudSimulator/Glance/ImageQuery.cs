using System.Globalization;

namespace CloudSimulator.Glance;

/// <summary>Filter, order and page of a list request.</summary>
internal sealed class ImageQuery
{
    private const int DefaultLimit = 25;
    private const int MaximumLimit = 1000;

    private readonly int _limit = DefaultLimit;
    private readonly string? _marker;
    private readonly string _sortKey = "created_at";
    private readonly bool _descending = true;
    private readonly List<KeyValuePair<string, string>> _filters = [];
    private readonly string _path;

    public ImageQuery(HttpRequest request)
    {
        _path = request.Path;
        foreach (var (name, values) in request.Query)
        {
            var value = values.ToString();
            switch (name)
            {
                case "limit":
                    _limit = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                        ? Math.Min(limit, MaximumLimit)
                        : throw new GlanceError(400, "limit param must be positive");
                    break;
                case "marker":
                    _marker = value;
                    break;
                case "sort":
                    (_sortKey, _descending) = (value.Split(':')[0], !value.EndsWith(":asc", StringComparison.Ordinal));
                    break;
                case "member_status":
                    break;
                default:
                    _filters.Add(new(name, value));
                    break;
            }
        }
    }

    /// <summary>The page, and where the next one is.</summary>
    public Dictionary<string, object?> Answer(IEnumerable<ImageRecord> visible)
    {
        var ordered = Order([.. visible.Where(Matches)]);
        if (_marker is not null)
        {
            var at = ordered.FindIndex(image => image.Id.ToString() == _marker);
            ordered = at >= 0 ? ordered[(at + 1)..] : throw new GlanceError(400, $"No image found with ID {_marker}");
        }

        var page = ordered.Take(_limit).ToList();
        var body = new Dictionary<string, object?>
        {
            ["images"] = page.Select(ImageJson.Write),
            ["first"] = Link(null),
            ["schema"] = "/v2/schemas/images",
        };
        if (page.Count > 0 && page.Count == _limit)
        {
            body["next"] = Link(page[^1].Id);
        }

        return body;
    }

    private string Link(Guid? marker)
    {
        var parts = new List<string> { $"limit={_limit}", $"sort={_sortKey}:{(_descending ? "desc" : "asc")}" };
        parts.AddRange(_filters.Select(filter => $"{Uri.EscapeDataString(filter.Key)}={Uri.EscapeDataString(filter.Value)}"));
        if (marker is not null)
        {
            parts.Add($"marker={marker}");
        }

        return $"{_path}?{string.Join('&', parts)}";
    }

    private bool Matches(ImageRecord image) => _filters.TrueForAll(filter => filter.Key switch
    {
        "visibility" => filter.Value == "all" || image.Visibility == filter.Value,
        "owner" => image.Owner == filter.Value,
        "status" => image.Status == filter.Value,
        "name" => image.Name == filter.Value,
        "tag" => image.Tags.Contains(filter.Value),
        "disk_format" => image.DiskFormat == filter.Value,
        "container_format" => image.ContainerFormat == filter.Value,
        _ => image.Properties.GetValueOrDefault(filter.Key) == filter.Value,
    });

    private List<ImageRecord> Order(List<ImageRecord> images)
    {
        Func<ImageRecord, IComparable?> key = _sortKey switch
        {
            "created_at" => image => image.CreatedAt,
            "updated_at" => image => image.UpdatedAt,
            "id" => image => image.Id.ToString(),
            "name" => image => image.Name,
            "status" => image => image.Status,
            "size" => image => image.Size,
            "disk_format" => image => image.DiskFormat,
            "container_format" => image => image.ContainerFormat,
            _ => throw new GlanceError(
                400,
                $"Invalid sort key: {_sortKey}. It must be one of the following: "
                + "name, status, container_format, disk_format, size, id, created_at, updated_at."),
        };
        return _descending
            ? [.. images.OrderByDescending(key).ThenByDescending(image => image.Id)]
            : [.. images.OrderBy(key).ThenBy(image => image.Id)];
    }
}
