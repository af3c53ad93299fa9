using System.Globalization;

namespace ImagePublishFunctions.Timers;

/// <summary>How the reconcilers look at open work; section <c>Reconciler</c> of the settings.</summary>
/// <param name="Grace">
/// Longer than any request or start message takes: what is younger may still be under way (<c>Reconciler:GraceSeconds</c>, 600).
/// </param>
public sealed record ReconcilerOptions(TimeSpan Grace)
{
    private const string GraceSeconds = "Reconciler:GraceSeconds";

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting is no positive whole number.</exception>
    public static ReconcilerOptions From(IConfiguration configuration)
    {
        if (configuration[GraceSeconds] is not { } text) return new ReconcilerOptions(TimeSpan.FromMinutes(10));
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0
            ? new ReconcilerOptions(TimeSpan.FromSeconds(seconds))
            : throw new InvalidOperationException($"The setting {GraceSeconds} must be a positive whole number.");
    }
}
