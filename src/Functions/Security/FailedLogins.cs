using System.Globalization;
using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Security;

/// <summary>
/// Slows down guessing: after ten wrong credentials of one login from one address, or a hundred from one address, within a minute, that
/// address has to wait. Others who sign in with the same login do not, and neither does a credential that was right in the last minute.
/// Each worker counts for itself.
/// </summary>
public sealed class FailedLogins(TimeProvider time) : IDisposable
{
    private const int OfALogin = 10;
    private const int OfAnAddress = 100;
    private const int LongestLogin = 64;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly MemoryCache _counts = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>Refuses an address that guessed too often.</summary>
    /// <exception cref="RefusalException">429, with Retry-After.</exception>
    public void Check(HttpRequest request, string login)
    {
        string address = AddressOf(request);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = new[] { BlockedUntil(Key(address, login), OfALogin), BlockedUntil(address, OfAnAddress) }.Max();
        if (until <= now) return;
        request.HttpContext.Response.Headers.RetryAfter = Math.Ceiling((until - now).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        throw new RefusalException(429, "TOO_MANY_FAILED_LOGINS", "Too many wrong credentials came from this address. Try again later.", "Authorization");
    }

    /// <summary>Counts a credential as wrong before it is looked at, so that guesses sent at once count, too.</summary>
    public void Count(HttpRequest request, string login)
    {
        string address = AddressOf(request);
        Add(Key(address, login));
        Add(address);
    }

    /// <summary>Takes back what was counted: the credential was right.</summary>
    public void Forgive(HttpRequest request, string login)
    {
        string address = AddressOf(request);
        foreach (string key in new[] { Key(address, login), address })
        {
            if (_counts.TryGetValue(key, out Counter? counter)) Interlocked.Decrement(ref counter!.Count);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _counts.Dispose();

    /// <summary>No login is longer than that; what guessers send may be, and is kept in memory.</summary>
    private static string Key(string address, string login) => $"{address} {(login.Length <= LongestLogin ? login : login[..LongestLogin])}";

    private DateTimeOffset BlockedUntil(string key, int most) =>
        _counts.TryGetValue(key, out Counter? counter) && counter!.Count >= most ? counter.Since + Window : DateTimeOffset.MinValue;

    private void Add(string key)
    {
        DateTimeOffset now = time.GetUtcNow();
        Counter counter = _counts.TryGetValue(key, out Counter? known) && known!.Since + Window > now ? known : new Counter(now);
        Interlocked.Increment(ref counter.Count);
        _counts.Set(key, counter, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Window });
    }

    private static string AddressOf(HttpRequest request) => request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";

    private sealed class Counter(DateTimeOffset since)
    {
        public int Count;

        public DateTimeOffset Since { get; } = since;
    }
}
