using System.Security.Cryptography;

namespace ImagePublishFunctions.Domain;

/// <summary>
/// Makes the numeric ids of UForge resources: positive 53-bit integers (exact in any client's double), roughly ordered by time, without
/// coordination: milliseconds since 2024 above 12 random bits. A clash on insert is possible; the caller then draws again.
/// </summary>
public sealed class IdSource(TimeProvider time)
{
    private static readonly DateTimeOffset Epoch = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Draws an id.</summary>
    public long Next() => ((long)(time.GetUtcNow() - Epoch).TotalMilliseconds << 12) | (uint)RandomNumberGenerator.GetInt32(1 << 12);

    /// <summary>Draws an opaque random name of 32 hexadecimal digits.</summary>
    public string NextName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
