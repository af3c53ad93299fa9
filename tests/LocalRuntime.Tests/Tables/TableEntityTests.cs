using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.LocalRuntime.Tests.Tables;

public sealed class TableEntityTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private readonly TableClient _table = new(azurite.ConnectionString, SharedAzurite.UniqueName());

    public Task InitializeAsync() => _table.CreateAsync();

    public Task DisposeAsync() => _table.DeleteAsync();

    [Fact]
    public async Task AddEntity_EveryType_ComesBackAsItWas()
    {
        var time = new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero).AddTicks(1234567);
        var id = new Guid("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
        var written = new TableEntity("p", "r")
        {
            ["Text"] = "ünïcode \"quotes\" \u2028 \\ /",
            ["Empty"] = "",
            ["Flag"] = true,
            ["Small"] = int.MinValue,
            ["Large"] = long.MaxValue,
            ["Ratio"] = 0.1,
            ["Whole"] = 4.0,
            ["Time"] = time,
            ["Id"] = id,
            ["Bytes"] = new byte[] { 0, 255, 10 },
            ["Nothing"] = null,
        };

        await _table.AddEntityAsync(written);
        TableEntity read = await _table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal("ünïcode \"quotes\" \u2028 \\ /", read.GetString("Text"));
        Assert.Equal("", read.GetString("Empty"));
        Assert.True(read.GetBoolean("Flag"));
        Assert.Equal(int.MinValue, read.GetInt32("Small"));
        Assert.Equal(long.MaxValue, read.GetInt64("Large"));
        Assert.Equal(0.1, read.GetDouble("Ratio"));
        Assert.Equal(4.0, read.GetDouble("Whole"));
        Assert.Equal(time, read.GetDateTimeOffset("Time"));
        Assert.Equal(time.UtcDateTime, read.GetDateTime("Time"));
        Assert.Equal(id, read.GetGuid("Id"));
        Assert.Equal([0, 255, 10], read.GetBinary("Bytes"));
        Assert.Equal([0, 255, 10], read.GetBinaryData("Bytes")!.ToArray());
        Assert.False(read.ContainsKey("Nothing"));
        Assert.NotNull(read.Timestamp);
        Assert.NotEqual(default, read.ETag);
    }

    [Theory]
    [InlineData("o'neil", "it''s")]
    [InlineData("100% sure", "a&b=c;d,e+f")]
    [InlineData("schlüssel 鍵 🔑", "..")]
    [InlineData("a(b)[c]{d}~!$*@:|^`<>\"", "%2F%27")]
    [InlineData(" ", "")]
    public async Task Entity_OddCharactersInKeys_IsFoundUpdatedAndDeleted(string partitionKey, string rowKey)
    {
        await _table.AddEntityAsync(new TableEntity(partitionKey, rowKey) { ["N"] = 1 });
        await _table.UpdateEntityAsync(new TableEntity(partitionKey, rowKey) { ["N"] = 2 }, ETag.All);

        TableEntity read = await _table.GetEntityAsync<TableEntity>(partitionKey, rowKey);
        Assert.Equal((partitionKey, rowKey, 2), (read.PartitionKey, read.RowKey, read.GetInt32("N")));
        Assert.Equal(204, (await _table.DeleteEntityAsync(partitionKey, rowKey)).Status);
        Assert.Equal(404, (await _table.DeleteEntityAsync(partitionKey, rowKey)).Status);
    }

    [Fact]
    public async Task AddEntity_Again_IsRefusedWithTheServicesCode()
    {
        await _table.AddEntityAsync(new TableEntity("p", "twice"));

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => _table.AddEntityAsync(new TableEntity("p", "twice")));

        Assert.Equal(409, refusal.Status);
        Assert.True(refusal.ErrorCode == TableErrorCode.EntityAlreadyExists, refusal.ErrorCode);
        Assert.DoesNotContain(Azurite.AccountKey, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetEntity_Absent_IsAnErrorOrAnAnswerWithoutValue()
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => _table.GetEntityAsync<TableEntity>("p", "absent"));
        NullableResponse<TableEntity> answer = await _table.GetEntityIfExistsAsync<TableEntity>("p", "absent");

        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));
        Assert.False(answer.HasValue);
        Assert.Throws<InvalidOperationException>(() => answer.Value);
    }

    [Fact]
    public async Task GetEntityIfExists_Present_HasTheEntity()
    {
        await _table.AddEntityAsync(new TableEntity("p", "present") { ["N"] = 7 });

        NullableResponse<TableEntity> answer = await _table.GetEntityIfExistsAsync<TableEntity>("p", "present", ["N"]);

        Assert.True(answer.HasValue);
        Assert.Equal(7, answer.Value!.GetInt32("N"));
    }

    [Fact]
    public async Task GetEntity_Select_HasOnlyWhatWasNamed()
    {
        await _table.AddEntityAsync(new TableEntity("p", "select") { ["A"] = 1, ["B"] = 2 });

        TableEntity read = await _table.GetEntityAsync<TableEntity>("p", "select", ["B"]);

        Assert.Equal((false, 2), (read.ContainsKey("A"), read.GetInt32("B")));
    }

    [Fact]
    public async Task UpdateEntity_StaleVersion_IsRefused()
    {
        await _table.AddEntityAsync(new TableEntity("p", "stale") { ["N"] = 1 });
        TableEntity first = await _table.GetEntityAsync<TableEntity>("p", "stale");
        TableEntity second = await _table.GetEntityAsync<TableEntity>("p", "stale");
        first["N"] = 2;
        Response written = await _table.UpdateEntityAsync(first, first.ETag);

        var update = await Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(second, second.ETag));
        var delete = await Assert.ThrowsAsync<RequestFailedException>(() => _table.DeleteEntityAsync(second, second.ETag));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (update.Status, update.ErrorCode));
        Assert.Equal(412, delete.Status);
        Assert.Equal(204, (await _table.DeleteEntityAsync("p", "stale", written.Headers.ETag!.Value)).Status);
    }

    [Fact]
    public async Task UpdateEntity_WithoutAVersion_IsRefusedHere()
        => await Assert.ThrowsAsync<ArgumentException>(() => _table.UpdateEntityAsync(new TableEntity("p", "r"), default));

    [Fact]
    public async Task UpdateEntity_Absent_IsNotFound()
    {
        var error = await Assert.ThrowsAsync<RequestFailedException>(() => _table.UpdateEntityAsync(new TableEntity("p", "none"), ETag.All));

        Assert.Equal((404, "ResourceNotFound"), (error.Status, error.ErrorCode));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, true)]
    [InlineData(TableUpdateMode.Replace, false)]
    public async Task UpsertEntity_Present_KeepsOtherPropertiesOnlyOnMerge(TableUpdateMode mode, bool kept)
    {
        string row = $"upsert-{mode}";
        await _table.UpsertEntityAsync(new TableEntity("p", row) { ["A"] = 1 }, mode);
        await _table.UpsertEntityAsync(new TableEntity("p", row) { ["B"] = 2 }, mode);

        TableEntity read = await _table.GetEntityAsync<TableEntity>("p", row);

        Assert.Equal((kept, 2), (read.ContainsKey("A"), read.GetInt32("B")));
    }

    [Fact]
    public void Indexer_OtherType_IsRefusedButNumbersWiden()
    {
        var entity = new TableEntity { ["Long"] = 1L, ["Text"] = "a" };

        entity["Long"] = 2;

        Assert.Equal(2L, entity.GetInt64("Long"));
        Assert.Throws<InvalidOperationException>(() => entity["Text"] = 1);
        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("Text"));
        Assert.Null(entity.GetString("Absent"));
    }

    [Fact]
    public async Task AddEntity_UnknownTypeOrLocalTime_IsRefusedByName()
    {
        var unknown = await Assert.ThrowsAsync<NotSupportedException>(
            () => _table.AddEntityAsync(new TableEntity("p", "r") { ["Span"] = TimeSpan.Zero }));
        var local = await Assert.ThrowsAsync<NotSupportedException>(
            () => _table.AddEntityAsync(new TableEntity("p", "r") { ["When"] = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) }));

        Assert.Contains("Span", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("When", local.Message, StringComparison.Ordinal);
    }
}
