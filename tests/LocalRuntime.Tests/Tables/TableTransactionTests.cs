using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.LocalRuntime.Tests.Tables;

public sealed class TableTransactionTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private readonly TableClient _table = new(azurite.ConnectionString, SharedAzurite.UniqueName());

    public Task InitializeAsync() => _table.CreateAsync();

    public Task DisposeAsync() => _table.DeleteAsync();

    [Fact]
    public async Task Submit_EveryKindOfAction_WritesAllAndAnswersInOrder()
    {
        await _table.AddEntityAsync(new TableEntity("p", "merge") { ["A"] = 1 });
        await _table.AddEntityAsync(new TableEntity("p", "replace") { ["A"] = 1 });
        await _table.AddEntityAsync(new TableEntity("p", "delete"));

        Response<IReadOnlyList<Response>> answers = await _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "add ü'") { ["A"] = "ü\r\n\r\n--x" }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merge") { ["B"] = 2 }),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "replace") { ["B"] = 2 }),
            new(TableTransactionActionType.Delete, new TableEntity("p", "delete")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "upsert1") { ["A"] = 1L }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upsert2") { ["A"] = 1L }),
        ]);

        Dictionary<string, TableEntity> rows = await _table.QueryAsync<TableEntity>().ToDictionaryAsync(r => r.RowKey);
        Assert.Equal(["add ü'", "merge", "replace", "upsert1", "upsert2"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("ü\r\n\r\n--x", rows["add ü'"].GetString("A"));
        Assert.Equal((1, 2), (rows["merge"].GetInt32("A"), rows["merge"].GetInt32("B")));
        Assert.False(rows["replace"].ContainsKey("A"));
        Assert.Equal([204, 204, 204, 204, 204, 204], answers.Value.Select(a => a.Status));
        Assert.Equal(rows["add ü'"].ETag, answers.Value[0].Headers.ETag);
        Assert.Equal(rows["upsert2"].ETag, answers.Value[5].Headers.ETag);
    }

    [Fact]
    public async Task Submit_OneRefused_TellsWhichAndWritesNothing()
    {
        await _table.AddEntityAsync(new TableEntity("p", "there"));

        var refusal = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "new1")),
            new(TableTransactionActionType.Add, new TableEntity("p", "new2")),
            new(TableTransactionActionType.Add, new TableEntity("p", "there")),
        ]));

        Assert.Equal((409, "EntityAlreadyExists", 2), (refusal.Status, refusal.ErrorCode, refusal.FailedTransactionActionIndex));
        Assert.Equal(["there"], await _table.QueryAsync<TableEntity>().Select(r => r.RowKey).ToListAsync());
    }

    [Fact]
    public async Task Submit_StaleVersion_IsRefused()
    {
        await _table.AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });
        TableEntity stale = await _table.GetEntityAsync<TableEntity>("p", "r");
        await _table.UpdateEntityAsync(new TableEntity("p", "r") { ["N"] = 2 }, ETag.All);

        var refusal = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "beside")),
            new(TableTransactionActionType.UpdateReplace, stale, stale.ETag),
        ]));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (refusal.Status, refusal.ErrorCode, refusal.FailedTransactionActionIndex));
        Assert.False((await _table.GetEntityIfExistsAsync<TableEntity>("p", "beside")).HasValue);
    }

    [Fact]
    public async Task Submit_AHundredLargeRows_AreWritten()
    {
        string payload = new('x', 30_000);

        await _table.SubmitTransactionAsync(Enumerable.Range(0, 100).Select(i =>
            new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i:000}") { ["Payload"] = payload })));

        Assert.Equal(100, await _table.QueryAsync<TableEntity>(select: ["RowKey"]).CountAsync());
    }

    [Fact]
    public async Task Submit_AHundredAndOneRows_AreRefused()
    {
        var refusal = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
            Enumerable.Range(0, 101).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i}")))));

        Assert.Equal(400, refusal.Status);
    }

    [Fact]
    public async Task Submit_AboveFourMebibytes_IsRefused()
    {
        string payload = new('x', 32_000);

        var refusal = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
            Enumerable.Range(0, 70).Select(i => new TableTransactionAction(
                TableTransactionActionType.Add, new TableEntity("p", $"{i}") { ["A"] = payload, ["B"] = payload }))));

        Assert.Equal(413, refusal.Status);
    }

    [Theory]
    [InlineData("q", "r", "CommandsInBatchActOnDifferentPartitions")]
    [InlineData("p", "r", "InvalidDuplicateRow")]
    public async Task Submit_TwoPartitionsOrOneRowTwice_IsRefused(string partitionKey, string rowKey, string code)
    {
        var refusal = await Assert.ThrowsAsync<TableTransactionFailedException>(() => _table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "r")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity(partitionKey, rowKey)),
        ]));

        Assert.Equal((400, code, 1), (refusal.Status, refusal.ErrorCode, refusal.FailedTransactionActionIndex));
        Assert.False((await _table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task Submit_Nothing_IsRefusedHere()
        => await Assert.ThrowsAsync<InvalidOperationException>(() => _table.SubmitTransactionAsync([]));
}
