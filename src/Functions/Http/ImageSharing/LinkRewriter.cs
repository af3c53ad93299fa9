using System.Buffers;
using System.Text;

namespace ImagePublishFunctions.Http.ImageSharing;

/// <summary>Copies a body and puts this backend's URL in place of the cloud's, in constant memory.</summary>
/// <param name="cloudUrl">What is replaced; ends with a slash, so that no longer port or name begins with it.</param>
/// <param name="ownUrl">What takes its place.</param>
/// <param name="longest">Bytes of a body at most.</param>
internal sealed class LinkRewriter(string cloudUrl, string ownUrl, long longest)
{
    private const int BufferSize = 64 * 1024;
    private readonly byte[] _old = Encoding.UTF8.GetBytes(cloudUrl);
    private readonly byte[] _new = Encoding.UTF8.GetBytes(ownUrl);

    /// <summary>The same for a header's value.</summary>
    public string Rewrite(string text) => text.Replace(cloudUrl, ownUrl, StringComparison.Ordinal);

    /// <summary>Copies a body to its end.</summary>
    /// <exception cref="InvalidDataException">The body is longer than permitted; what was copied is not whole.</exception>
    public async Task CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize + _old.Length);
        try
        {
            long total = 0;
            int kept = 0;
            while (true)
            {
                int read = await source.ReadAsync(buffer.AsMemory(kept, BufferSize), cancellationToken);
                total += read;
                if (total > longest) throw new InvalidDataException($"The cloud's answer is longer than {longest} bytes.");
                kept = await WriteAsync(buffer, kept + read, isEnd: read == 0, target, cancellationToken);
                if (read == 0) return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes all but what may be the beginning of the cloud's URL, and moves that to the front.</summary>
    private async Task<int> WriteAsync(byte[] buffer, int length, bool isEnd, Stream target, CancellationToken cancellationToken)
    {
        int start = 0;
        int at;
        while ((at = buffer.AsSpan(start, length - start).IndexOf(_old)) >= 0)
        {
            await target.WriteAsync(buffer.AsMemory(start, at), cancellationToken);
            await target.WriteAsync(_new, cancellationToken);
            start += at + _old.Length;
        }

        int kept = isEnd ? 0 : Math.Min(_old.Length - 1, length - start);
        await target.WriteAsync(buffer.AsMemory(start, length - start - kept), cancellationToken);
        buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        return kept;
    }
}
