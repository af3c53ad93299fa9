using System.Globalization;

namespace ImagePublishFunctions.Http.ImageSharing;

/// <summary>How the doors of sharing answer; section <c>Sharing</c> of the settings.</summary>
/// <param name="NativeWait">How long a native member call waits for its job before it answers 504 (<c>Sharing:NativeWaitSeconds</c>, 60).</param>
/// <param name="LargestBatch">The most pairs of one batch call (<c>Sharing:LargestBatch</c>, 10,000); the queue takes more.</param>
/// <param name="MemberQuota">
/// What the quota call says of plain OpenStack, which tells nobody how many members an image may have (<c>Sharing:MemberQuota</c>, 128,
/// Glance's default).
/// </param>
public sealed record SharingDoorOptions(TimeSpan NativeWait, int LargestBatch, int MemberQuota)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">One is not a positive whole number.</exception>
    public static SharingDoorOptions From(IConfiguration configuration) => new(
        TimeSpan.FromSeconds(Number(configuration, "Sharing:NativeWaitSeconds", 60)),
        Number(configuration, "Sharing:LargestBatch", 10_000),
        Number(configuration, "Sharing:MemberQuota", 128));

    private static int Number(IConfiguration configuration, string setting, int otherwise)
    {
        if (configuration[setting] is not { Length: > 0 } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new InvalidOperationException($"The setting {setting} must be a positive whole number.");
    }
}
