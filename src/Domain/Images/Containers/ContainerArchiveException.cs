namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>An archive holds no container image that could be published; the message tells its user why, in one short sentence.</summary>
public sealed class ContainerArchiveException(string message) : Exception(message)
{
    private const int LongestName = 120;

    /// <summary>A name from an archive, fit for a message: short and without control characters.</summary>
    public static string Show(string name)
    {
        string printable = string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return printable.Length <= LongestName ? printable : printable[..LongestName] + "…";
    }
}
