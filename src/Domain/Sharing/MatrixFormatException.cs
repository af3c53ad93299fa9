namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>A line of a matrix can't be read. The message names the line.</summary>
public sealed class MatrixFormatException(int line, string fault) : Exception($"Line {line}: {fault}.")
{
    /// <summary>The line, counted from 1.</summary>
    public int Line { get; } = line;
}
