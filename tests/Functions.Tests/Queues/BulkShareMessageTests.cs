using System.Text;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Queues;

namespace Functions.Tests.Queues;

public sealed class BulkShareMessageTests
{
    private const string Good =
        """
        {
          "version": 1, "owner": "guest", "account": "users/guest/accounts/12", "action": "set", "cloud": "otc",
          "images": ["3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4", "3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4"],
          "projects": ["0a1b2c3d4e5f60718293a4b5c6d7e8f9", "p2"], "removeSurplus": true,
          "acceptAccount": "users/guest/accounts/13", "grantDomain": "d1",
          "replyQueue": "ci-replies", "correlationId": "build 42"
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_EveryField_GivesTheShareOnce(bool base64)
    {
        string content = base64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(Good)) : Good;
        ShareRequest request = BulkShareMessageReader.Read(Encoding.UTF8.GetBytes(content)).ToRequest();
        Assert.Equal("login:guest", request.Owner.Text);
        Assert.Equal(ShareAction.Set, request.Action);
        Assert.Equal("otc", request.Cloud);
        Assert.Equal("users/guest/accounts/12", request.Account);
        Assert.Equal(["3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4"], request.Images);
        Assert.Equal(["0a1b2c3d4e5f60718293a4b5c6d7e8f9", "p2"], request.Projects);
        Assert.True(request.RemoveSurplus);
        Assert.Equal("users/guest/accounts/13", request.AcceptAccount);
        Assert.Equal("d1", request.GrantDomain);
        Assert.Equal("ci-replies", request.ReplyQueue);
        Assert.Equal("build 42", request.CorrelationId);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version")]
    [InlineData("\"version\": 1, ", "", "version")]
    [InlineData("\"owner\": \"guest\"", "\"owner\": \"\"", "owner")]
    [InlineData("\"account\": \"users/guest/accounts/12\"", "\"account\": \"users/other/accounts/12\"", "account")]
    [InlineData("\"account\": \"users/guest/accounts/12\"", "\"account\": \"12\"", "account")]
    [InlineData("\"account\": \"users/guest/accounts/12\",", "", "account")]
    [InlineData("accounts/13", "appliances/13", "acceptAccount")]
    [InlineData("\"action\": \"set\"", "\"action\": \"SET\"", "action")]
    [InlineData("\"p2\"", "null", "projects[1]")]
    [InlineData("ci-replies", "bulk-share", "replyQueue")]
    public void ToRequest_FieldThatIsWrong_IsNamed(string what, string becomes, string field)
    {
        string json = Good.Replace(what, becomes, StringComparison.Ordinal);
        RefusalException e = Assert.Throws<RefusalException>(() => BulkShareMessageReader.Read(Encoding.UTF8.GetBytes(json)).ToRequest());
        Assert.Equal(field, e.Field);
        Assert.InRange(e.Status, 400, 404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"version\": 1, \"imagse\": []}")]
    [InlineData("{\"version\": 1, \"version\": 1}")]
    [InlineData("{\"version\": \"1\"}")]
    [InlineData("bm90IGpzb24=")]
    public void Read_NoShare_IsRefused(string content) =>
        Assert.Equal(400, Assert.Throws<RefusalException>(() => BulkShareMessageReader.Read(Encoding.UTF8.GetBytes(content))).Status);
}
