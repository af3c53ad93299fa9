namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Takes what is written to it and looks, once every half mebibyte, at how much memory is alive.</summary>
internal sealed class MemoryMeter : Stream
{
    private const long Interval = 1 << 19;
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private long _next = Interval;

    public long Written { get; private set; }

    /// <summary>The most bytes that were alive in excess of those at the beginning.</summary>
    public long Peak { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Written;

    public override long Position
    {
        get => Written;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Written += count;
        if (Written < _next) return;
        _next = Written + Interval;
        Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true) - _before);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write([], 0, buffer.Length);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
