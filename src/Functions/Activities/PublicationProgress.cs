namespace ImagePublishFunctions.Activities;

/// <summary>How far a step is; written by the step, read once a second by <see cref="PublicationSteps"/>.</summary>
public sealed class PublicationProgress(string message, int percentage) : IProgress<long>
{
    private long _bytes;

    /// <summary>What the step does, in at most 20 characters: clients cut it there.</summary>
    public string Message { get; } = message;

    /// <summary>Bytes that the cloud has taken so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Notes the bytes that the cloud has taken so far.</summary>
    public void Report(long value) => Interlocked.Exchange(ref _bytes, value);

    /// <summary>The percentage of the whole publication: that of the step, and during an upload 5 to 90 by bytes.</summary>
    public int Percentage(long total) => total > 0 && Bytes > 0 ? 5 + (int)(85 * Math.Min(Bytes, total) / total) : percentage;
}
