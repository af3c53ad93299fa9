using System.Security.Cryptography;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>Random bytes of a seed, made as they are read, in no memory.</summary>
public sealed class RandomStream(long length, int seed = 1, Action<long>? read = null) : Stream
{
    private readonly Random _random = new(seed);
    private readonly byte[] _word = new byte[sizeof(long)];
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>MD5 and SHA-512 of all bytes, in lower-case hexadecimal.</summary>
    public static (string Md5, string Sha512) Hashes(long length, int seed)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        using var data = new RandomStream(length, seed);
        var buffer = new byte[1024 * 1024];
        int count;
        while ((count = data.Read(buffer, 0, buffer.Length)) > 0)
        {
            md5.AppendData(buffer, 0, count);
            sha512.AppendData(buffer, 0, count);
        }

        return (Convert.ToHexStringLower(md5.GetHashAndReset()), Convert.ToHexStringLower(sha512.GetHashAndReset()));
    }

    public override int Read(Span<byte> buffer)
    {
        // Whole words, so that the bytes don't depend on how they are asked for.
        var count = (int)Math.Min(buffer.Length, length - _position);
        for (var done = 0; done < count;)
        {
            if (_position % sizeof(long) == 0)
            {
                BitConverter.TryWriteBytes(_word, _random.NextInt64(long.MinValue, long.MaxValue));
            }

            var part = (int)Math.Min(count - done, sizeof(long) - (_position % sizeof(long)));
            _word.AsSpan((int)(_position % sizeof(long)), part).CopyTo(buffer[done..]);
            done += part;
            _position += part;
        }

        read?.Invoke(_position);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
