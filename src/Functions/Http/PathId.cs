using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Http;

/// <summary>Reads the ids in a path; the host's routes have no constraints.</summary>
public static class PathId
{
    /// <summary>Reads one id.</summary>
    /// <param name="name">Its name in the route, for example <c>aid</c>.</param>
    /// <param name="text">What the path has there.</param>
    /// <exception cref="RefusalException">400: it is not a positive decimal number.</exception>
    public static long Read(string name, string text) => ResourcePath.TryParseId(text, out long id)
        ? id
        : throw new RefusalException(400, "ID_INVALID", $"{name} must be a positive decimal number.", name);
}
