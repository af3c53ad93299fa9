using ImagePublishFunctions.Domain.Sharing;

namespace Domain.Tests.Sharing;

public sealed class ShareRulesTests
{
    private static readonly ShareRequest Good = new()
    {
        Owner = JobOwner.User("guest"),
        Action = ShareAction.Add,
        Account = "users/guest/accounts/12",
        Images = ["3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4"],
        Projects = ["0a1b2c3d4e5f60718293a4b5c6d7e8f9"],
    };

    public static TheoryData<ShareRequest, string> Faults => new()
    {
        { Good with { Images = [] }, "images" },
        { Good with { Projects = [] }, "projects" },
        { Good with { Projects = [], Action = ShareAction.Set }, "projects" },
        { Good with { Images = [Good.Images[0], "7"] }, "images[1]" },
        { Good with { Images = [Good.Images[0].ToUpperInvariant()] }, "images[0]" },
        { Good with { Projects = [""] }, "projects[0]" },
        { Good with { Projects = ["a\nb"] }, "projects[0]" },
        { Good with { Projects = [new string('p', 256)] }, "projects[0]" },
        { Good with { Matrix = "m.csv" }, "images" },
        { Good with { Matrix = "m.csv", Images = [] }, "projects" },
        { Good with { Matrix = "../m.csv", Images = [], Projects = [] }, "matrix" },
        { Good with { Matrix = "a//b", Images = [], Projects = [] }, "matrix" },
        { Good with { Action = ShareAction.Accept, Projects = ["a", "b"] }, "projects" },
        { Good with { RemoveSurplus = true }, "removeSurplus" },
        { Good with { AccountDomain = new string('d', 256) }, "domain" },
        { Good with { AccountProject = new string('p', 40_000) }, "project" },
        { Good with { AccountRegion = "a\nb" }, "region" },
        { Good with { AcceptDomain = new string('d', 256) }, "acceptDomain" },
        { Good with { AcceptProject = new string('p', 256) }, "acceptProject" },
        { Good with { VaultId = new string('v', 256) }, "vaultId" },
        { Good with { GrantDomain = new string('d', 256) }, "grantDomain" },
        { Good with { Action = ShareAction.Remove, AcceptAccount = "users/guest/accounts/1" }, "acceptAccount" },
        { Good with { Action = ShareAction.Remove, GrantDomain = "d" }, "grantDomain" },
        { Good with { VaultId = "v" }, "vaultId" },
        { Good with { ReplyQueue = "bulk-share" }, "replyQueue" },
        { Good with { ReplyQueue = "-replies" }, "replyQueue" },
        { Good with { ReplyQueue = "A-replies" }, "replyQueue" },
        { Good with { ReplyQueue = "a--b-replies" }, "replyQueue" },
        { Good with { CorrelationId = new string('c', 257) }, "correlationId" },
        { Good with { Images = [.. Enumerable.Repeat(Good.Images[0], 1001)], Projects = [.. Enumerable.Repeat("p", 1000)] }, "projects" },
    };

    public static TheoryData<ShareRequest> Allowed =>
    [
        Good,
        Good with { Action = ShareAction.Set, Projects = [], RemoveSurplus = true },
        Good with { Matrix = "tenants/m.jsonl", Images = [], Projects = [] },
        Good with { Action = ShareAction.Accept, VaultId = "v" },
        Good with { AcceptAccount = "users/guest/accounts/13", GrantDomain = "d", ReplyQueue = "ci-replies", CorrelationId = "build 7" },
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Check_SomethingWrong_NamesTheField(ShareRequest request, string field)
    {
        ShareFault? fault = ShareRules.Check(request);
        Assert.Equal(field, fault?.Field);
        Assert.StartsWith(field.Split('[')[0], fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Check_NothingWrong_FindsNothing(ShareRequest request) => Assert.Null(ShareRules.Check(request));
}
