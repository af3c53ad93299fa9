using System.Text.Json;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <inheritdoc cref="CloudTests"/>
public abstract class MembersContractTests(TestCloud cloud) : CloudTests(cloud)
{
    private string Consumer => Cloud.User("consumer").ProjectId;

    [ContractFact]
    public async Task Add_New_IsPendingAndListedForTheOwner()
    {
        var (session, id) = await SharedImageAsync();

        var added = await AddAsync(session, id, Consumer);
        var listed = await Clients.Members.ListAsync(session, id, CancellationToken.None);

        Assert.Equal((id, Consumer, MemberStatus.Pending), (added.ImageId, added.ProjectId, added.Status));
        Assert.InRange(TimeProvider.System.GetUtcNow() - added.CreatedAt, TimeSpan.FromSeconds(-2), TimeSpan.FromMinutes(1));
        Assert.Equal(added.CreatedAt, added.UpdatedAt);
        Assert.Equal([added], listed);
        Assert.Equal(added, await FindAsync(session, id, Consumer));
    }

    [ContractFact]
    public async Task Add_ProjectThatDoesNotExist_IsTakenAllTheSame()
    {
        var (session, id) = await SharedImageAsync();

        Assert.Equal("no such project", (await AddAsync(session, id, "no such project")).ProjectId);
        Assert.NotNull(await FindAsync(session, id, "no such project"));
    }

    [ContractFact]
    public async Task Add_Twice_IsAConflictThatNamesBoth()
    {
        var (session, id) = await SharedImageAsync();
        await AddAsync(session, id, Consumer);

        var error = await FailsAsync(() => AddAsync(session, id, Consumer));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Conflict, 409), (error.Kind, error.Code, error.Status));
        Assert.Equal($"Member {Consumer} is duplicated for image {id}", error.Said);
    }

    [ContractFact]
    public async Task Add_PrivateImage_IsForbidden()
    {
        var session = await Clients.LogInAsync(Cloud);
        var id = (await Clients.CreateAsync(session)).ToString();

        var add = await FailsAsync(() => AddAsync(session, id, Consumer));
        var list = await FailsAsync(() => Clients.Members.ListAsync(session, id, CancellationToken.None));

        Assert.Equal((CloudErrorCode.Forbidden, $"Not allowed to create members for image {id}."), (add.Code, add.Said));
        Assert.Equal((CloudErrorCode.Forbidden, $"Not allowed to list members for image {id}: Only shared images have members."), (list.Code, list.Said));
        Assert.Null(await FindAsync(session, id, Consumer));
    }

    [ContractFact]
    public async Task Add_BySomebodyElse_IsForbiddenForAMemberAndNotFoundForAStranger()
    {
        var (session, id) = await SharedImageAsync();
        await AddAsync(session, id, Consumer);

        var byMember = await FailsAsync(async () => await AddAsync(await Clients.LogInAsync(Cloud, "consumer"), id, "other"));
        var byStranger = await FailsAsync(async () => await AddAsync(await Clients.LogInAsync(Cloud, "outsider"), id, "other"));
        string unknown = Guid.CreateVersion7().ToString();
        var atNothing = await FailsAsync(() => AddAsync(session, unknown, "other"));

        Assert.Equal((CloudErrorCode.Forbidden, $"Not allowed to create members for image {id}."), (byMember.Code, byMember.Said));
        Assert.Equal((CloudErrorCode.NotFound, $"Image {id} not found."), (byStranger.Code, byStranger.Said));
        Assert.Equal((CloudErrorCode.NotFound, $"Image {unknown} not found."), (atNothing.Code, atNothing.Said));
    }

    [ContractFact]
    public async Task Add_MoreThanTheQuota_IsTooLargeAlsoForADuplicate()
    {
        var (session, id) = await SharedImageAsync();
        for (int i = 0; i < 128; i++) await AddAsync(session, id, $"project {i}");

        var another = await FailsAsync(() => AddAsync(session, id, "one more"));
        var duplicate = await FailsAsync(() => AddAsync(session, id, "project 0"));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.TooLarge, 413), (another.Kind, another.Code, another.Status));
        Assert.StartsWith($"Image member limit exceeded for image {id}: ", another.Said, StringComparison.Ordinal);
        Assert.Contains("Attempted: 129, Maximum: 128", another.Said, StringComparison.Ordinal);
        Assert.Equal(another.Said, duplicate.Said);
    }

    [ContractFact]
    public async Task SetStatus_ByTheMember_ChangesWhatItSees()
    {
        var (owner, id) = await SharedImageAsync();
        await AddAsync(owner, id, Consumer);
        var member = await Clients.LogInAsync(Cloud, "consumer");

        foreach (var status in Enum.GetValues<MemberStatus>())
        {
            Assert.Equal(status, (await Clients.Members.SetStatusAsync(member, id, Consumer, status, CancellationToken.None)).Status);
            Assert.Equal(status, (await FindAsync(owner, id, Consumer))!.Status);
        }

        await AddAsync(owner, id, "another");
        Assert.Equal([Consumer], (await Clients.Members.ListAsync(member, id, CancellationToken.None)).Select(found => found.ProjectId));
    }

    [ContractFact]
    public async Task SetStatus_ByTheOwnerOrForAnother_IsRefused()
    {
        var (owner, id) = await SharedImageAsync();
        await AddAsync(owner, id, Consumer);
        await AddAsync(owner, id, "another");
        var member = await Clients.LogInAsync(Cloud, "consumer");

        var byOwner = await FailsAsync(() => AcceptAsync(owner, id, Consumer));
        var forAnother = await FailsAsync(() => AcceptAsync(member, id, "another"));

        Assert.Equal((CloudErrorCode.Forbidden, $"Not allowed to update members for image {id}."), (byOwner.Code, byOwner.Said));
        Assert.Equal((CloudErrorCode.NotFound, $"another not found in the member list of the image {id}."), (forAnother.Code, forAnother.Said));
    }

    [ContractFact]
    public async Task Remove_ByTheOwner_TakesTheImageFromTheMemberAndIsNotFoundAgain()
    {
        var (owner, id) = await SharedImageAsync();
        await AddAsync(owner, id, Consumer);
        var member = await Clients.LogInAsync(Cloud, "consumer");
        Assert.NotNull(await Clients.FindAsync(member, Guid.Parse(id)));

        var byMember = await FailsAsync(() => RemoveAsync(member, id, Consumer));
        await RemoveAsync(owner, id, Consumer);
        var again = await FailsAsync(() => RemoveAsync(owner, id, Consumer));

        Assert.Equal((CloudErrorCode.Forbidden, $"Not allowed to delete members for image {id}."), (byMember.Code, byMember.Said));
        Assert.Equal((CloudErrorCode.NotFound, $"{Consumer} not found in the member list of the image {id}."), (again.Code, again.Said));
        Assert.Null(await Clients.FindAsync(member, Guid.Parse(id)));
    }

    [ContractFact]
    public async Task Add_AfterARemoval_IsPendingAgain()
    {
        var (owner, id) = await SharedImageAsync();
        var first = await AddAsync(owner, id, Consumer);
        await AcceptAsync(await Clients.LogInAsync(Cloud, "consumer"), id, Consumer);
        await RemoveAsync(owner, id, Consumer);

        var second = await AddAsync(owner, id, Consumer);

        Assert.Equal((MemberStatus.Pending, first.CreatedAt), (second.Status, second.CreatedAt));
    }

    [ContractFact]
    public async Task List_OfTheMember_HasAcceptedImagesAndTheOthersByFilter()
    {
        var (owner, id) = await SharedImageAsync();
        await AddAsync(owner, id, Consumer);
        var member = await Clients.LogInAsync(Cloud, "consumer");

        Assert.DoesNotContain(id, await ListedAsync(member, "limit=1000"));
        Assert.Contains(id, await ListedAsync(member, "limit=1000&visibility=shared&member_status=pending"));
        await AcceptAsync(member, id, Consumer);
        Assert.Contains(id, await ListedAsync(member, "limit=1000"));
        Assert.DoesNotContain(id, await ListedAsync(member, "limit=1000&visibility=shared&member_status=pending"));
    }

    [ContractFact]
    public async Task Schemas_OfMembers_AreThere()
    {
        var session = await Clients.LogInAsync(Cloud);
        Assert.Contains("\"name\": \"member\"", await GetAsync(session, "v2/schemas/member"), StringComparison.Ordinal);
        Assert.Contains("\"name\": \"members\"", await GetAsync(session, "v2/schemas/members"), StringComparison.Ordinal);
        Assert.Contains("CURRENT", await GetAsync(session, "versions"), StringComparison.Ordinal);
    }

    private async Task<(OpenStackSession Owner, string Id)> SharedImageAsync()
    {
        var session = await Clients.LogInAsync(Cloud);
        var image = await Clients.CreateAsync(session, CloudClients.NewImage() with { Visibility = "shared" });
        return (session, image.Id.ToString());
    }

    private Task<ImageMember> AddAsync(OpenStackSession session, string image, string project) =>
        Clients.Members.AddAsync(session, image, project, CancellationToken.None);

    private Task<ImageMember?> FindAsync(OpenStackSession session, string image, string project) =>
        Clients.Members.FindAsync(session, image, project, CancellationToken.None);

    private Task<ImageMember> AcceptAsync(OpenStackSession session, string image, string project) =>
        Clients.Members.SetStatusAsync(session, image, project, MemberStatus.Accepted, CancellationToken.None);

    private Task RemoveAsync(OpenStackSession session, string image, string project) =>
        Clients.Members.RemoveAsync(session, image, project, CancellationToken.None);

    private async Task<string> GetAsync(OpenStackSession session, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Cloud.GlanceUrl, "/" + path));
        request.Headers.Add("X-Auth-Token", session.Token);
        using var response = await Clients.Http.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    private async Task<IEnumerable<string>> ListedAsync(OpenStackSession session, string query)
    {
        using var list = JsonDocument.Parse(await GetAsync(session, "v2/images?" + query));
        return [.. list.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("id").GetString()!)];
    }
}
