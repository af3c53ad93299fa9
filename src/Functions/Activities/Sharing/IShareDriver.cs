using ImagePublishFunctions.Configuration;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>How one kind of cloud is brought to a slice of a share job. Safe to run twice.</summary>
public interface IShareDriver
{
    /// <summary>The kind of cloud.</summary>
    CloudKind Kind { get; }

    /// <summary>Works on the pairs that are open, and records what became of them.</summary>
    /// <param name="work">The slice.</param>
    /// <param name="stop">Ends when the slice's time is over, or the worker stops.</param>
    Task RunAsync(ShareWork work, CancellationToken stop);
}
