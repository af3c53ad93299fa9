using System.Buffers;
using System.Net;
using System.Runtime.ExceptionServices;

namespace ImagePublishFunctions.Clouds;

/// <summary>A request body read from a stream of known length, in pieces, telling how far it is.</summary>
/// <param name="moved">Called at the start and whenever a piece was sent, with true once all is sent.</param>
internal sealed class UploadContent(Stream data, long length, IProgress<long> progress, Action<bool> moved) : HttpContent
{
    /// <summary>Bytes that are held at a time.</summary>
    public const int PieceSize = 256 * 1024;

    /// <summary>Bytes handed to the connection.</summary>
    public long Sent { get; private set; }

    public bool IsSent => Sent == length;

    /// <summary>What reading the data threw.</summary>
    public ExceptionDispatchInfo? SourceFailure { get; private set; }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Sent > 0)
        {
            throw new IOException("The data can be read only once; the connection asks for them again.");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            moved(IsSent);
            while (!IsSent)
            {
                var read = await ReadAsync(buffer.AsMemory(0, (int)Math.Min(PieceSize, length - Sent)), cancellationToken);
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                Sent += read;
                moved(IsSent);
                progress.Report(Sent);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<int> ReadAsync(Memory<byte> piece, CancellationToken cancellation)
    {
        try
        {
            var read = await data.ReadAsync(piece, cancellation);
            return read > 0 ? read : throw new EndOfStreamException($"The data ended after {Sent} of {length} bytes.");
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            SourceFailure = ExceptionDispatchInfo.Capture(error);
            throw;
        }
    }
}
