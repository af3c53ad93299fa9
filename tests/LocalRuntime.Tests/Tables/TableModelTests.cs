using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.LocalRuntime.Tests.Tables;

public sealed class TableModelTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private readonly TableClient _table = new(azurite.ConnectionString, SharedAzurite.UniqueName());

    public enum Phase
    {
        Queued,
        Running,
    }

    public Task InitializeAsync() => _table.CreateAsync();

    public Task DisposeAsync() => _table.DeleteAsync();

    [Fact]
    public async Task Record_EveryType_ComesBackAsItWas()
    {
        var written = new Model
        {
            PartitionKey = "p",
            RowKey = "full",
            Text = "t",
            Flag = true,
            Small = 1,
            Large = 2,
            Unsigned = 3,
            Ratio = 4,
            Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Utc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            Id = new Guid("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"),
            Phase = Phase.Running,
            MaybePhase = Phase.Running,
            MaybeSmall = 5,
            MaybeTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Renamed = "other name",
            Ignored = "stays here",
        };

        await _table.AddEntityAsync(written);
        Model read = await _table.GetEntityAsync<Model>("p", "full");
        TableEntity row = await _table.GetEntityAsync<TableEntity>("p", "full");

        Assert.Equal(written with { Ignored = null, Timestamp = read.Timestamp, ETag = read.ETag }, read);
        Assert.NotEqual(default, read.ETag);
        Assert.NotNull(read.Timestamp);
        Assert.Equal("Running", row.GetString("Phase"));
        Assert.Equal("other name", row.GetString("name_in_table"));
        Assert.False(row.ContainsKey("Ignored"));
        Assert.Equal(3L, row.GetInt64("Unsigned"));
        Assert.Equal("p/full", row.GetString("Path"));
    }

    [Fact]
    public async Task Record_Nulls_AreNotStoredAndComeBackAsNull()
    {
        await _table.AddEntityAsync(new Model { PartitionKey = "p", RowKey = "null" });

        Model read = await _table.GetEntityAsync<Model>("p", "null");
        TableEntity row = await _table.GetEntityAsync<TableEntity>("p", "null");

        Assert.Null(read.MaybeSmall);
        Assert.Null(read.Text);
        Assert.False(row.ContainsKey("MaybeSmall"));
    }

    [Fact]
    public async Task Record_Bytes_ComeBack()
    {
        await _table.AddEntityAsync(new Blobs { PartitionKey = "p", RowKey = "b", Raw = [1, 2], Data = BinaryData.FromBytes([3, 4]) });

        Blobs read = await _table.GetEntityAsync<Blobs>("p", "b");

        Assert.Equal([1, 2], read.Raw);
        Assert.Equal([3, 4], read.Data!.ToArray());
    }

    [Fact]
    public async Task Record_OtherTypeInTheTable_NamesTheProperty()
    {
        await _table.AddEntityAsync(new TableEntity("p", "other") { ["Small"] = "text" });

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _table.GetEntityAsync<Model>("p", "other"));

        Assert.Contains("Small", error.Message, StringComparison.Ordinal);
    }

    private sealed record Model : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public string? Text { get; init; }

        public bool Flag { get; init; }

        public int Small { get; init; }

        public long Large { get; init; }

        public ulong Unsigned { get; init; }

        public double Ratio { get; init; }

        public DateTimeOffset Time { get; init; }

        public DateTime Utc { get; init; } = DateTime.UnixEpoch;

        public Guid Id { get; init; }

        public Phase Phase { get; init; }

        public Phase? MaybePhase { get; init; }

        public int? MaybeSmall { get; init; }

        public DateTimeOffset? MaybeTime { get; init; }

        public string Path => $"{PartitionKey}/{RowKey}";

        [DataMember(Name = "name_in_table")]
        public string? Renamed { get; init; }

        [IgnoreDataMember]
        public string? Ignored { get; init; }
    }

    private sealed record Blobs : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public byte[]? Raw { get; init; }

        public BinaryData? Data { get; init; }
    }
}
