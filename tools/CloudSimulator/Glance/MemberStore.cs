using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace CloudSimulator.Glance;

/// <summary>Who images are shared with, in memory. As in Glance nothing keeps a row from being there twice, only the look before it is added.</summary>
internal sealed class MemberStore(CloudSimulatorOptions options)
{
    private static readonly TimeSpan RaceWindow = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<Guid, ImmutableList<MemberRecord>> _rows = new();
    private readonly ConcurrentDictionary<(Guid Image, string Project), DateTimeOffset> _firstAdded = new();

    public ImmutableList<MemberRecord> Of(Guid image) => _rows.GetValueOrDefault(image, []);

    public bool Has(Guid image, string? project) => Of(image).Exists(row => row.Project == project);

    /// <exception cref="GlanceError">413 over the quota, which is looked at first; 409 for one that is there.</exception>
    public async Task<MemberRecord> AddAsync(Guid image, string project, CancellationToken cancellation)
    {
        var now = WholeSeconds(options.Time.GetUtcNow());
        var added = new MemberRecord(image, project, "pending", _firstAdded.GetOrAdd((image, project), now), now);
        if (options.DoublesMembersInRaces)
        {
            Check(Of(image), image, project);
            await Task.Delay(RaceWindow, options.Time, cancellation);
            _rows.AddOrUpdate(image, [added], (_, rows) => rows.Add(added));
        }
        else
        {
            _rows.AddOrUpdate(image, [added], (_, rows) => Check(rows, image, project).Add(added));
        }

        return added;
    }

    /// <summary>Changes one row; null where there is none.</summary>
    public MemberRecord? SetStatus(Guid image, string project, string status)
    {
        var now = WholeSeconds(options.Time.GetUtcNow());
        var rows = _rows.AddOrUpdate(
            image,
            [],
            (_, rows) => rows.FindIndex(row => row.Project == project) is >= 0 and var at
                ? rows.SetItem(at, rows[at] with { Status = status, UpdatedAt = now })
                : rows);
        return rows.Find(row => row.Project == project);
    }

    /// <summary>Removes one row; false where there is none.</summary>
    public bool Remove(Guid image, string project)
    {
        while (true)
        {
            var rows = Of(image);
            var at = rows.FindIndex(row => row.Project == project);
            if (at < 0)
            {
                return false;
            }

            if (_rows.TryUpdate(image, rows.RemoveAt(at), rows))
            {
                return true;
            }
        }
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private ImmutableList<MemberRecord> Check(ImmutableList<MemberRecord> rows, Guid image, string project)
    {
        if (rows.Count >= options.MemberQuota)
        {
            throw new GlanceError(
                413,
                $"Image member limit exceeded for image {image}: The limit has been exceeded on the number of allowed image members for this"
                + $" image. Attempted: {rows.Count + 1}, Maximum: {options.MemberQuota}:");
        }

        return rows.Exists(row => row.Project == project)
            ? throw new GlanceError(409, $"Member {project} is duplicated for image {image}")
            : rows;
    }
}
