using System.Globalization;

namespace ImagePublishFunctions.Timers;

/// <summary>How long the durable engine keeps what has ended; section <c>History</c> of the settings.</summary>
/// <param name="Kept">
/// How long after its begin an ended instance is kept (<c>History:KeepDays</c>, 1 to 3650, 30). Everything that looks at an ended one does so
/// within minutes: the reconcilers, which run twice a minute, and whoever waits for an end.
/// </param>
public sealed record HistoryOptions(TimeSpan Kept)
{
    private const string KeepDays = "History:KeepDays";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">KeepDays is no whole number from 1 to 3650.</exception>
    public static HistoryOptions From(IConfiguration configuration)
    {
        if (configuration[KeepDays] is not { Length: > 0 } text) return new HistoryOptions(TimeSpan.FromDays(30));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is >= 1 and <= 3650
            ? new HistoryOptions(TimeSpan.FromDays(days))
            : throw new InvalidOperationException($"The setting {KeepDays} must be a whole number of days from 1 to 3650.");
    }
}
