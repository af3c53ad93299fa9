using Azure.Data.Tables;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Http.ImageSharing;
using ImagePublishFunctions.Http.ImageSharing.Extension;
using ImagePublishFunctions.Http.ImageSharing.Native;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>The doors that make jobs, on the run's real Azurite, with orchestrations that end as a test says.</summary>
internal sealed class WritingDoors : IAsyncDisposable
{
    private readonly SharingDoors _doors;
    private readonly ScriptedCloud _cloud;
    private readonly TableServiceClient _tables;

    private WritingDoors(ScriptedCloud cloud, string connection, CloudKind kind)
    {
        _cloud = cloud;
        var calls = new SettableTime();
        var time = new SkippingTime();
        _doors = new SharingDoors(cloud, calls, kind);
        _tables = new TableServiceClient(connection);
        var protection = new EphemeralDataProtectionProvider();
        var ids = new IdSource(time);
        Jobs = new ShareJobStore(_tables, protection);
        Secrets = new SecretStore(_tables, protection);
        Open = new OpenShares(_tables, time);
        Calls = new NativeCallStore(_tables, Jobs, ids, time);
        Client = new EndingDurableClient(Jobs);
        var intake = new ShareIntake(Jobs, Open, Secrets, new ShareStarter(NullLogger<ShareStarter>.Instance), ids, time);
        var options = new SharingDoorOptions(TimeSpan.FromSeconds(60), 100, 128);
        Members = new MemberFunctions(new MemberDoor(_doors.Choice, _doors.Gate, new NativeShares(intake, Calls, Jobs, options, time)));
        Extension = new ExtensionFunctions(
            new BatchDoor(_doors.Choice, _doors.Gate, intake, options),
            new JobDoor(_doors.Choice, _doors.Gate, Jobs),
            new QuotaDoor(_doors.Choice, _doors.Gate, new CloudReads(calls), options, calls));
    }

    public ScriptedCloud Cloud => _cloud;

    public ShareJobStore Jobs { get; }

    public SecretStore Secrets { get; }

    public OpenShares Open { get; }

    public NativeCallStore Calls { get; }

    public EndingDurableClient Client { get; }

    public MemberFunctions Members { get; }

    public ExtensionFunctions Extension { get; }

    public static async Task<WritingDoors> CreateAsync(SharedAzurite azurite, CloudKind kind = CloudKind.OpenStack)
    {
        var doors = new WritingDoors(await ScriptedCloud.StartAsync(), azurite.ConnectionString, kind);
        await doors.Jobs.EnsureAsync(default);
        await doors.Secrets.EnsureAsync(default);
        await new OpenWork(doors._tables, TimeProvider.System).EnsureAsync(default);
        await doors.Calls.EnsureAsync(default);
        return doors;
    }

    public async ValueTask DisposeAsync()
    {
        _doors.Dispose();
        await _cloud.DisposeAsync();
    }

    public Task<DoorAnswer> AnswerAsync(HttpRequest request, Func<HttpRequest, Task<IResult>> function) => _doors.AnswerAsync(request, function);

    /// <summary>S1.</summary>
    public Task<DoorAnswer> AddAsync(string image, string? body) => AnswerAsync(
        SharingDoors.Request("POST", $"/v2/images/{image}/members", body), request => Members.AddImageMemberAsync(request, image, Client, default));

    /// <summary>S4.</summary>
    public Task<DoorAnswer> UpdateAsync(string image, string member, string? body) => AnswerAsync(
        SharingDoors.Request("PUT", $"/v2/images/{image}/members/x", body), request => Members.UpdateImageMemberAsync(request, image, member, Client, default));

    /// <summary>S5.</summary>
    public Task<DoorAnswer> RemoveAsync(string image, string member, string? body = null) => AnswerAsync(
        SharingDoors.Request("DELETE", $"/v2/images/{image}/members/x", body), request => Members.RemoveImageMemberAsync(request, image, member, Client, default));

    /// <summary>B1.</summary>
    public Task<DoorAnswer> AddBatchAsync(string? body, string? idempotencyKey = null)
    {
        HttpRequest request = SharingDoors.Request("POST", "/v1/cloudimages/members", body);
        if (idempotencyKey is not null) request.Headers["Idempotency-Key"] = idempotencyKey;
        return AnswerAsync(request, r => Extension.AddMembersAsync(r, Client, default));
    }

    /// <summary>B2.</summary>
    public Task<DoorAnswer> AnswerBatchAsync(string body) => AnswerAsync(
        SharingDoors.Request("PUT", "/clouds/lab/v1/cloudimages/members", body), request => Extension.UpdateMembersOfCloudAsync(request, Client, default));

    /// <summary>B3.</summary>
    public Task<DoorAnswer> RemoveBatchAsync(string body) => AnswerAsync(
        SharingDoors.Request("DELETE", "/v1/cloudimages/members", body), request => Extension.RemoveMembersAsync(request, Client, default));

    /// <summary>J1.</summary>
    public Task<DoorAnswer> JobAsync(string job, string project = ScriptedCloud.Project) => AnswerAsync(
        SharingDoors.Request("GET", $"/v1/{project}/jobs/{job}"), request => Extension.GetShareJobAsync(request, project, job, default));
}
