namespace Azure.Data.Tables.Queries;

/// <summary>An answer in pages: each tells in its headers how to ask for the next.</summary>
/// <param name="readAsync">Asks for the page at a continuation token (null: the first) of at most so many values.</param>
/// <param name="maxPerPage">Most values a page; null leaves it to the service.</param>
/// <param name="cancellationToken">Ends the enumeration.</param>
internal sealed class TablePages<T>(
    Func<string?, int?, CancellationToken, Task<Page<T>>> readAsync, int? maxPerPage, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            Page<T> page = await readAsync(continuationToken, pageSizeHint ?? maxPerPage, CancellationToken).ConfigureAwait(false);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (continuationToken is not null);
    }
}
