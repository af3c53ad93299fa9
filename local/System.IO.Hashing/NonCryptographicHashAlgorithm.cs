using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace System.IO.Hashing;

/// <summary>
/// A checksum that is fed piece by piece. Derived classes keep the state; this class gives it the usual ways in and out.
/// </summary>
public abstract class NonCryptographicHashAlgorithm
{
    /// <param name="hashLengthInBytes">Length of a hash in bytes, at least 1.</param>
    protected NonCryptographicHashAlgorithm(int hashLengthInBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hashLengthInBytes, 1);
        HashLengthInBytes = hashLengthInBytes;
    }

    /// <summary>Length of a hash in bytes.</summary>
    public int HashLengthInBytes { get; }

    public abstract void Append(ReadOnlySpan<byte> source);

    public abstract void Reset();

    public void Append(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Append(new ReadOnlySpan<byte>(source));
    }

    /// <summary>Feeds what is left of the stream.</summary>
    public void Append(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] buffer = new byte[BufferLength];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            Append(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Feeds what is left of the stream.</summary>
    public async Task AppendAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] buffer = new byte[BufferLength];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            Append(buffer.AsSpan(0, read));
        }
    }

    /// <summary>The hash of all that was fed; feeding can go on.</summary>
    public byte[] GetCurrentHash()
    {
        byte[] hash = new byte[HashLengthInBytes];
        GetCurrentHashCore(hash);
        return hash;
    }

    /// <inheritdoc cref="GetCurrentHash()"/>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int GetCurrentHash(Span<byte> destination)
        => TryGetCurrentHash(destination, out int written) ? written : throw TooShort(nameof(destination));

    /// <inheritdoc cref="GetCurrentHash()"/>
    /// <returns>False where the destination is too short.</returns>
    public bool TryGetCurrentHash(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        if (destination.Length < HashLengthInBytes)
        {
            return false;
        }

        GetCurrentHashCore(destination[..HashLengthInBytes]);
        bytesWritten = HashLengthInBytes;
        return true;
    }

    /// <summary>The hash of all that was fed; the next one starts afresh.</summary>
    public byte[] GetHashAndReset()
    {
        byte[] hash = new byte[HashLengthInBytes];
        GetHashAndResetCore(hash);
        return hash;
    }

    /// <inheritdoc cref="GetHashAndReset()"/>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int GetHashAndReset(Span<byte> destination)
        => TryGetHashAndReset(destination, out int written) ? written : throw TooShort(nameof(destination));

    /// <inheritdoc cref="GetHashAndReset()"/>
    /// <returns>False where the destination is too short; nothing is reset then.</returns>
    public bool TryGetHashAndReset(Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        if (destination.Length < HashLengthInBytes)
        {
            return false;
        }

        GetHashAndResetCore(destination[..HashLengthInBytes]);
        bytesWritten = HashLengthInBytes;
        return true;
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("A hash code of the algorithm says nothing about the hash: use GetCurrentHash.", true)]
    [SuppressMessage("Usage", "CA1065", Justification = "The real class throws here as well.")]
#pragma warning disable CS0809 // Obsolete over a member that is not: the real class says so as well
    public override int GetHashCode() => throw new NotSupportedException();
#pragma warning restore CS0809

    /// <summary>Writes the hash to a destination of exactly the hash's length, and keeps the state.</summary>
    protected abstract void GetCurrentHashCore(Span<byte> destination);

    /// <summary>Writes the hash to a destination of exactly the hash's length, and resets the state.</summary>
    protected virtual void GetHashAndResetCore(Span<byte> destination)
    {
        GetCurrentHashCore(destination);
        Reset();
    }

    private const int BufferLength = 64 * 1024;

    private static ArgumentException TooShort(string name) => new("The destination is shorter than the hash.", name);
}
