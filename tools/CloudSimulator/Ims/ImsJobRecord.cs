namespace CloudSimulator.Ims;

/// <summary>A job: what it will do when its time has come, and how that went.</summary>
internal sealed class ImsJobRecord(string id, string type, string project, DateTimeOffset begin, Func<ImsJobEnd> work)
{
    public string Id => id;

    public string Type => type;

    public string Project => project;

    public DateTimeOffset Begin => begin;

    public Func<ImsJobEnd> Work => work;

    public ImsJobEnd? End { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
