namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>
/// Cuts a share into slices of whole images: as many images as have at most <see cref="MaximumPairs"/> pairs, and always at least one.
/// An image is never cut, so that whoever works on a slice knows all of an image's projects.
/// </summary>
public static class ShareSlices
{
    /// <summary>The most pairs of a slice that has more than one image.</summary>
    public const int MaximumPairs = 500;

    /// <summary>Stands for a project where the list of an image is to be empty, so that there is a pair that tells how that went.</summary>
    public const string Everyone = "*";

    /// <summary>How many slices the images and projects of a request make.</summary>
    public static int Count(ShareRequest request) => (request.Images.Count + ImagesPerSlice(request) - 1) / ImagesPerSlice(request);

    /// <summary>The images of a slice of a request, which has no matrix.</summary>
    public static IReadOnlyList<ImageProjects> Cut(ShareRequest request, int slice) =>
    [
        .. request.Images.Skip(slice * ImagesPerSlice(request)).Take(ImagesPerSlice(request))
            .Select(image => new ImageProjects(image, request.Projects.Count == 0 ? [Everyone] : request.Projects)),
    ];

    /// <summary>Cuts the pairs of a matrix, which may come in any order and more than once: by image, then by project.</summary>
    public static IEnumerable<IReadOnlyList<ImageProjects>> Cut(IReadOnlyDictionary<string, HashSet<string>> projectsByImage)
    {
        var slice = new List<ImageProjects>();
        int pairs = 0;
        foreach ((string image, HashSet<string> projects) in projectsByImage.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (slice.Count > 0 && pairs + projects.Count > MaximumPairs)
            {
                yield return slice;
                slice = [];
                pairs = 0;
            }

            slice.Add(new ImageProjects(image, [.. projects.Order(StringComparer.Ordinal)]));
            pairs += projects.Count;
        }

        if (slice.Count > 0) yield return slice;
    }

    private static int ImagesPerSlice(ShareRequest request) => Math.Max(1, MaximumPairs / Math.Max(1, request.Projects.Count));
}
