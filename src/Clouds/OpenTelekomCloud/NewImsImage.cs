namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>An image that is to be made at IMS.</summary>
/// <param name="Name">1 to 128 letters, digits, <c>-</c>, <c>.</c>, <c>_</c> and inner spaces.</param>
/// <param name="Tag">A key of at most 36 and a value of at most 43 characters, by which it is found again.</param>
/// <param name="MinDisk">GB, 1 to 1024, not smaller than the disk.</param>
/// <param name="DiskFormat">zvhd2, vhd, raw or qcow2; only images that are made before their data have one.</param>
/// <param name="OsVersion">A value of the cloud's list of operating systems; null: the cloud finds out.</param>
public sealed record NewImsImage(string Name, KeyValuePair<string, string> Tag, int MinDisk, string DiskFormat, string? OsVersion);
