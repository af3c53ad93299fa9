using System.Globalization;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>How shares run; section <c>Sharing</c> of the settings.</summary>
/// <param name="SliceTime">How long one activity works on a slice at most (<c>Sharing:SliceSeconds</c>, 30).</param>
/// <param name="ImagesAtOnce">How many images of a slice are worked on at once (<c>Sharing:ImagesAtOnce</c>, 4).</param>
public sealed record ShareOptions(TimeSpan SliceTime, int ImagesAtOnce)
{
    /// <summary>Reads the settings.</summary>
    public static ShareOptions From(IConfiguration configuration) => new(
        TimeSpan.FromSeconds(Number(configuration, "Sharing:SliceSeconds", 30)), Number(configuration, "Sharing:ImagesAtOnce", 4));

    private static int Number(IConfiguration configuration, string setting, int otherwise)
    {
        if (configuration[setting] is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new InvalidOperationException($"The setting {setting} must be a positive whole number.");
    }
}
