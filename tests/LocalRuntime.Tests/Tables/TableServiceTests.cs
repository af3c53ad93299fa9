using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.LocalRuntime.Tests.Tables;

public sealed class TableServiceTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly TableServiceClient _service = new(azurite.ConnectionString);

    [Fact]
    public async Task Tables_CreateListDelete_Works()
    {
        string prefix = SharedAzurite.UniqueName("listed");
        string[] names = [.. Enumerable.Range(0, 3).Select(i => $"{prefix}n{i}")];
        foreach (string name in names)
        {
            Assert.Equal(name, (await _service.CreateTableAsync(name)).Value.Name);
        }

        string filter = TableServiceClient.CreateQueryFilter($"TableName ge {prefix} and TableName lt {prefix + "z"}");
        List<string> listed = await _service.QueryAsync(filter, maxPerPage: 2).Select(t => t.Name).ToListAsync();

        Assert.Equal(names, listed);
        Assert.Equal(204, (await _service.DeleteTableAsync(names[0])).Status);
        Assert.Equal(404, (await _service.DeleteTableAsync(names[0])).Status);
        await _service.DeleteTableAsync(names[1]);
        await _service.DeleteTableAsync(names[2]);
    }

    [Fact]
    public async Task CreateTable_Again_IsRefusedOrLeftAlone()
    {
        TableClient table = _service.GetTableClient(SharedAzurite.UniqueName());
        await table.CreateIfNotExistsAsync();

        Response<TableItem> again = await table.CreateIfNotExistsAsync();
        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync());

        Assert.Equal((table.Name, 409), (again.Value.Name, again.GetRawResponse().Status));
        Assert.Equal((409, "TableAlreadyExists"), (refusal.Status, refusal.ErrorCode));
        await table.DeleteAsync();
    }

    [Fact]
    public async Task Table_Absent_IsNotFound()
    {
        TableClient table = _service.GetTableClient(SharedAzurite.UniqueName());

        var write = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));
        var read = await Assert.ThrowsAsync<RequestFailedException>(async () => await table.QueryAsync<TableEntity>().ToListAsync());

        Assert.Equal((404, "TableNotFound"), (write.Status, write.ErrorCode));
        Assert.Equal(404, read.Status);
    }

    [Fact]
    public async Task SharedKey_Wrong_IsRefused()
    {
        var table = new TableClient(
            azurite.Server.TableEndpoint,
            SharedAzurite.UniqueName(),
            new TableSharedKeyCredential(Azurite.AccountName, Convert.ToBase64String(new byte[64])));

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync());

        Assert.Equal(403, refusal.Status);
    }

    [Fact]
    public async Task SharedKey_Replaced_SignsFromThenOn()
    {
        var credential = new TableSharedKeyCredential(Azurite.AccountName, Convert.ToBase64String(new byte[64]));
        var table = new TableClient(azurite.Server.TableEndpoint, SharedAzurite.UniqueName(), credential);

        credential.SetAccountKey(Azurite.AccountKey);

        Assert.Equal(204, (await table.CreateAsync()).GetRawResponse().Status);
        await table.DeleteAsync();
    }

    [Fact]
    public async Task SharedAccessSignature_OfTheAccount_OpensWhatItPermits()
    {
        string name = SharedAzurite.UniqueName();
        string signature = AccountSignature("rwlau");
        var endpoint = new Uri($"{azurite.Server.TableEndpoint}/{name}");
        var byCredential = new TableClient(endpoint, new AzureSasCredential(signature));
        var byAddress = new TableClient(new Uri($"{endpoint}?{signature}"));
        var byString = new TableClient($"TableEndpoint={azurite.Server.TableEndpoint};SharedAccessSignature={signature}", name);
        await _service.CreateTableAsync(name);

        await byCredential.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(name, byCredential.Name);
        Assert.Equal(endpoint, byAddress.Uri);
        Assert.Equal(1, await byAddress.QueryAsync<TableEntity>("PartitionKey eq 'p'").CountAsync());
        await byString.SubmitTransactionAsync([new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "r") { ["N"] = 1 })]);
        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => byCredential.DeleteEntityAsync("p", "r"));
        Assert.Equal(403, refusal.Status);
        Assert.DoesNotContain(signature.Split("sig=")[1], refusal.ToString(), StringComparison.Ordinal);
        await _service.DeleteTableAsync(name);
    }

    [Fact]
    public async Task Token_IsAskedForStorageAndSentAsBearer()
    {
        var token = new RecordedToken();
        using var service = new ScriptedService(
            (HttpStatusCode.InternalServerError, "{}"), (HttpStatusCode.OK, """{"PartitionKey":"p","RowKey":"r","N":1}"""));
        var table = new TableClient(
            new Uri("https://account.table.core.windows.net"),
            "things",
            token,
            new TableClientOptions { Transport = new HttpClientTransport(service), Retry = { Delay = TimeSpan.FromMilliseconds(1) } });

        TableEntity read = await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(1, read.GetInt32("N"));
        Assert.Equal(["https://storage.azure.com/.default"], token.Scopes);
        Assert.Equal(
            Enumerable.Repeat("GET https://account.table.core.windows.net/things(PartitionKey='p',RowKey='r') Bearer secret", 2),
            service.Requests);
        Assert.Equal("account", table.AccountName);
    }

    [Fact]
    public void Token_OverPlainHttp_IsRefused()
        => Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://account.example"), new RecordedToken()));

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("AccountName=a;AccountKey=AAAA", "https://a.table.core.windows.net/", "a")]
    [InlineData("accountname=a;accountkey=AAAA;EndpointSuffix=core.example;DefaultEndpointsProtocol=http", "http://a.table.core.example/", "a")]
    [InlineData("TableEndpoint=https://b.example/;SharedAccessSignature=?sv=1&sig=x%3D", "https://b.example/", "b")]
    public void ConnectionString_EveryForm_NamesTheEndpoint(string text, string endpoint, string account)
    {
        var service = new TableServiceClient(text);

        Assert.Equal((new Uri(endpoint), account), (service.Uri, service.AccountName));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=a")]
    [InlineData("AccountName=a;AccountName=b;AccountKey=AAAA")]
    [InlineData("SharedAccessSignature=sig")]
    public void ConnectionString_Incomplete_IsRefused(string text)
        => Assert.Throws<FormatException>(() => new TableServiceClient(text));

    // https://learn.microsoft.com/rest/api/storageservices/create-account-sas: the fields of version 2019-02-02, one a line.
    private static string AccountSignature(string permissions)
    {
        string expiry = TimeProvider.System.GetUtcNow().AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string text = $"{Azurite.AccountName}\n{permissions}\nt\nsco\n\n{expiry}\n\n\n2019-02-02\n";
        string signature = Convert.ToBase64String(
            HMACSHA256.HashData(Convert.FromBase64String(Azurite.AccountKey), Encoding.UTF8.GetBytes(text)));
        return $"sv=2019-02-02&ss=t&srt=sco&sp={permissions}&se={Uri.EscapeDataString(expiry)}&sig={Uri.EscapeDataString(signature)}";
    }

    private sealed class RecordedToken : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("secret", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
            => new(GetToken(requestContext, cancellationToken));
    }

    private sealed class ScriptedService(params (HttpStatusCode Status, string Body)[] answers) : HttpMessageHandler
    {
        private int _next;

        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.Method} {request.RequestUri} {request.Headers.Authorization}");
            (HttpStatusCode status, string body) = answers[_next++];
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
        }
    }
}
