using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.LocalRuntime.Tests.Tables;

public sealed class TableQueryTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero).AddTicks(10);
    private static readonly Guid Id = new("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

    private readonly TableClient _table = new(azurite.ConnectionString, SharedAzurite.UniqueName());

    public async Task InitializeAsync()
    {
        await _table.CreateAsync();
        await _table.AddEntityAsync(new TableEntity("o'neil", "hit")
        {
            ["Text"] = "it's",
            ["Flag"] = true,
            ["Small"] = -5,
            ["Large"] = 5_000_000_000L,
            ["Ratio"] = 0.5,
            ["Time"] = Noon,
            ["Id"] = Id,
            ["Bytes"] = new byte[] { 0xab, 0x0c },
        });
        await _table.AddEntityAsync(new TableEntity("p", "miss")
        {
            ["Text"] = "its",
            ["Flag"] = false,
            ["Small"] = 5,
            ["Large"] = 5L,
            ["Ratio"] = 5.5,
            ["Time"] = Noon.AddDays(1),
            ["Id"] = Guid.Empty,
            ["Bytes"] = new byte[] { 0xab },
        });
    }

    public Task DisposeAsync() => _table.DeleteAsync();

    public static TheoryData<string> FiltersOfEveryType() =>
    [
        TableClient.CreateQueryFilter($"PartitionKey eq {"o'neil"} and RowKey ge {"h"} and RowKey lt {'i'}"),
        TableClient.CreateQueryFilter($"Text eq {"it's"}"),
        TableClient.CreateQueryFilter($"Flag eq {true}"),
        TableClient.CreateQueryFilter($"Small lt {0}"),
        TableClient.CreateQueryFilter($"Large gt {4_999_999_999L}"),
        TableClient.CreateQueryFilter($"Ratio eq {0.5}"),
        TableClient.CreateQueryFilter($"Time eq {Noon}"),
        TableClient.CreateQueryFilter($"Time le {Noon.UtcDateTime}"),
        TableClient.CreateQueryFilter($"Id eq {Id}"),
        TableClient.CreateQueryFilter($"Bytes eq {new byte[] { 0xab, 0x0c }}"),
        TableClient.CreateQueryFilter<Row>(r => r.PartitionKey == "o'neil" && r.Flag),
        TableClient.CreateQueryFilter<Row>(r => !(r.Flag == false) && (r.Small == -5 || r.Large == 1)),
    ];

    [Theory]
    [MemberData(nameof(FiltersOfEveryType))]
    public async Task Query_FilterOfEveryType_FindsTheOneRow(string filter)
        => Assert.Equal(["hit"], await _table.QueryAsync<TableEntity>(filter).Select(r => r.RowKey).ToListAsync());

    [Fact]
    public async Task Query_Expression_UsesWhatItCaptured()
    {
        string partition = "o'neil";
        long[] limits = [5];

        List<Row> rows = await _table
            .QueryAsync<Row>(r => r.PartitionKey == partition && r.Large > limits[0] && r.RowKey.CompareTo("h") >= 0)
            .ToListAsync();

        Assert.Equal(["hit"], rows.Select(r => r.RowKey));
    }

    [Fact]
    public void CreateQueryFilter_WhatTheServiceCanNotEvaluate_IsRefused()
        => Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<Row>(r => r.RowKey.StartsWith('h')));

    [Theory]
    [InlineData("' or PartitionKey ne '", "PartitionKey eq ''' or PartitionKey ne '''")]
    [InlineData("", "PartitionKey eq ''")]
    [InlineData(null, "PartitionKey eq null")]
    public void CreateQueryFilter_QuotesInText_CanNotEndTheLiteral(string? value, string filter)
        => Assert.Equal(filter, TableClient.CreateQueryFilter($"PartitionKey eq {value}"));

    [Fact]
    public async Task Query_MoreThanAPage_ReadsThemAll()
    {
        foreach (int[] chunk in Enumerable.Range(0, 1100).Chunk(100))
        {
            await _table.SubmitTransactionAsync(chunk.Select(i =>
                new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("many", $"{i:0000} '%ü"))));
        }

        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {"many"}");
        List<string> all = await _table.QueryAsync<TableEntity>(filter).Take(2000).Select(r => r.RowKey).ToListAsync();
        List<int> pages = await _table.QueryAsync<TableEntity>(filter, maxPerPage: 400).AsPages().Take(9).Select(p => p.Values.Count).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 1100).Select(i => $"{i:0000} '%ü"), all);
        Assert.Equal([400, 400, 300], pages);
    }

    [Fact]
    public async Task Query_FromAContinuationToken_GoesOnThere()
    {
        Page<TableEntity> first = await _table.QueryAsync<TableEntity>(maxPerPage: 1).AsPages().FirstAsync();

        Page<TableEntity> second = await _table.QueryAsync<TableEntity>(maxPerPage: 1).AsPages(first.ContinuationToken).FirstAsync();

        Assert.Equal(["hit", "miss"], first.Values.Concat(second.Values).Select(r => r.RowKey));
        Assert.Null(second.ContinuationToken);
    }

    [Fact]
    public async Task Query_Select_HasOnlyWhatWasNamed()
    {
        TableEntity row = await _table.QueryAsync<TableEntity>("RowKey eq 'hit'", select: ["Text", "Time"]).FirstAsync();

        Assert.Equal(("it's", Noon), (row.GetString("Text"), row.GetDateTimeOffset("Time")));
        Assert.False(row.ContainsKey("Small"));
    }

    [Fact]
    public async Task Query_NoFilterAtAll_IsRefusedByTheService()
    {
        var refusal = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await _table.QueryAsync<TableEntity>("this is (no filter").FirstAsync());

        Assert.Equal(400, refusal.Status);
    }

    private sealed record Row : ITableEntity
    {
        public string PartitionKey { get; set; } = "";

        public string RowKey { get; set; } = "";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public bool Flag { get; init; }

        public int Small { get; init; }

        public long Large { get; init; }
    }
}
