using System.Globalization;
using System.Net;
using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Security;

/// <summary>
/// Slows down guessing: after ten wrong credentials of one login from one address, or a hundred from one address, within a minute, that
/// address has to wait. Others who sign in with the same login do not, and neither does a credential that was right in the last minute.
/// No more credentials are looked at at once than may still be wrong, so that guesses sent together gain nothing. Each worker counts for itself.
/// </summary>
public sealed class FailedLogins(TimeProvider time) : IDisposable
{
    private const int OfALogin = 10;
    private const int OfAnAddress = 100;
    private const int LongestLogin = 64;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly MemoryCache _counters = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    /// <summary>The address that a request came from; see <see cref="CallerAddress"/>.</summary>
    public static string AddressOf(HttpRequest request)
    {
        IPAddress? address = request.HttpContext.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
    }

    /// <summary>Refuses an address that guessed too often.</summary>
    /// <exception cref="RefusalException">429, with Retry-After.</exception>
    public void Check(HttpRequest request, string? login)
    {
        lock (_gate)
        {
            if (BlockedUntil(CountersOf(AddressOf(request), login)) is { } until) throw Refusal(request, until);
        }
    }

    /// <summary>Counts a credential that turned out to be wrong without a turn of its own.</summary>
    /// <exception cref="RefusalException">429, with Retry-After: as many as may be wrong were so already.</exception>
    public void Count(HttpRequest request, string login)
    {
        lock (_gate)
        {
            Counter[] counters = CountersOf(AddressOf(request), login);
            if (BlockedUntil(counters) is { } until) throw Refusal(request, until);
            AddFailure(counters);
        }
    }

    /// <summary>Waits until one more credential may be looked at. Whoever gets a turn ends it, and says so before if the credential was wrong.</summary>
    /// <returns>Null when too many were wrong by then.</returns>
    public async Task<Turn?> TakeTurnAsync(string address, string? login, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task turnEnded;
            lock (_gate)
            {
                Counter[] counters = CountersOf(address, login);
                if (BlockedUntil(counters) is not null) return null;
                if (Array.Find(counters, counter => counter.Failures + counter.Turns >= counter.Limit) is not { } busy)
                {
                    foreach (Counter counter in counters) counter.Turns++;
                    return new Turn(failed => End(counters, failed));
                }

                turnEnded = busy.TurnEnded.Task;
            }

            await turnEnded.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _counters.Dispose();

    /// <summary>That of the address and login, where the credential names one, and that of the address.</summary>
    private Counter[] CountersOf(string address, string? login)
    {
        if (login is null) return [CounterOf(address, OfAnAddress)];

        // No login is longer than that; what guessers send may be, and is kept in memory.
        string known = login.Length <= LongestLogin ? login : login[..LongestLogin];
        return [CounterOf($"{address} {known}", OfALogin), CounterOf(address, OfAnAddress)];
    }

    private Counter CounterOf(string key, int limit)
    {
        if (!_counters.TryGetValue(key, out Counter? counter)) Keep(counter = new Counter(key, limit));
        if (counter!.Failures > 0 && counter.Until <= time.GetUtcNow()) counter.Failures = 0;
        return counter;
    }

    private void Keep(Counter counter) =>
        _counters.Set(counter.Key, counter, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Window });

    private void AddFailure(Counter[] counters)
    {
        foreach (Counter counter in counters)
        {
            if (counter.Failures++ > 0) continue;
            counter.Until = time.GetUtcNow() + Window;
            Keep(counter);
        }
    }

    private static DateTimeOffset? BlockedUntil(Counter[] counters)
    {
        Counter[] full = Array.FindAll(counters, counter => counter.Failures >= counter.Limit);
        return full.Length == 0 ? null : full.Max(counter => counter.Until);
    }

    private RefusalException Refusal(HttpRequest request, DateTimeOffset until)
    {
        double seconds = Math.Max(1, Math.Ceiling((until - time.GetUtcNow()).TotalSeconds));
        request.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new RefusalException(
            429, "TOO_MANY_FAILED_LOGINS", "Too many wrong credentials came from this address. Try again later.", "Authorization");
    }

    private void End(Counter[] counters, bool failed)
    {
        lock (_gate)
        {
            if (failed) AddFailure(counters);
            foreach (Counter counter in counters)
            {
                if (--counter.Turns == 0 && counter.Failures == 0) _counters.Remove(counter.Key);
                counter.TurnEnded.SetResult();
                counter.TurnEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>The right to look at one credential.</summary>
    public sealed class Turn(Action<bool> end) : IDisposable
    {
        private bool _failed;

        /// <summary>The credential is wrong: the end of the turn counts it.</summary>
        public void Fail() => _failed = true;

        /// <summary>Ends the turn.</summary>
        public void Dispose() => end(_failed);
    }

    private sealed class Counter(string key, int limit)
    {
        public string Key { get; } = key;

        public int Limit { get; } = limit;

        /// <summary>How many were wrong until <see cref="Until"/>.</summary>
        public int Failures { get; set; }

        public DateTimeOffset Until { get; set; }

        /// <summary>How many are being looked at.</summary>
        public int Turns { get; set; }

        public TaskCompletionSource TurnEnded { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
