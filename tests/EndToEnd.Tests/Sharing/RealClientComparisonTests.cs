using ImagePublishFunctions.TestServers;
using Xunit.Abstractions;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>
/// The real clients in front of this backend and of Glance itself: every command writes the same and ends the same, whether it succeeds or
/// fails, and this backend's own request log shows that it was the one asked.
/// </summary>
public sealed class RealClientComparisonTests(SharingPlace place, ITestOutputHelper output) : IClassFixture<SharingPlace>
{
    /// <summary>Glance's default of image_member_quota.</summary>
    private const int MemberQuota = 128;

    private const string UnknownImage = "00000000-0000-4000-8000-000000000000";

    private static readonly (string User, string Command)[] OpenStackCommands =
    [
        ("publisher", "openstack image add project {web} {project:consumer}"),
        ("publisher", "openstack image add project {web} {project:consumer}"),
        ("publisher", "openstack image add project {web-name} {project:outsider}"),
        ("publisher", "openstack image member list {web}"),
        ("consumer", "openstack image member list {web}"),
        ("consumer", "openstack image list --shared --member-status pending --name {web-name}"),
        ("consumer", "openstack image set --accept {web}"),
        ("consumer", "openstack image list --shared --member-status accepted --name {web-name}"),
        ("consumer", "openstack image set --reject {web}"),
        ("consumer", "openstack image set --pending {web}"),
        ("publisher", "openstack image member list {web-name}"),
        ("publisher", "openstack image set --accept {web}"),
        ("consumer", "openstack image add project {web} {project:admin}"),
        ("looker", "openstack image show {web} -f json"),
        ("admin", $"openstack image add project {UnknownImage} {{project:consumer}}"),
        ("publisher", "openstack image add project {private} {project:consumer}"),
        ("publisher", "openstack image add project {full} {project:consumer}"),
        ("publisher", "openstack image remove project {web} {project:consumer}"),
        ("publisher", "openstack image remove project {web} {project:consumer}"),
        ("outsider", "openstack image remove project {web} {project:outsider}"),
        ("publisher", "openstack image remove project {web-name} {project:outsider}"),
        (ClientSide.Nobody, "openstack image member list {web}"),
    ];

    private static readonly (string User, string Command)[] GlanceCommands =
    [
        ("publisher", "glance member-create {web} {project:consumer}"),
        ("publisher", "glance member-create {web} {project:consumer}"),
        ("publisher", "glance member-list --image-id {web}"),
        ("consumer", "glance member-get {web} {project:consumer}"),
        ("consumer", "glance member-update {web} {project:consumer} accepted"),
        ("consumer", "glance member-update {web} {project:consumer} rejected"),
        ("consumer", "glance member-update {web} {project:consumer} pending"),
        ("publisher", "glance member-update {web} {project:consumer} accepted"),
        ("consumer", "glance member-create {web} {project:outsider}"),
        ("outsider", "glance member-create {web} {project:outsider}"),
        ("outsider", "glance member-list --image-id {web}"),
        ("publisher", "glance member-create {private} {project:consumer}"),
        ("publisher", "glance member-create {full} {project:consumer}"),
        ("consumer", "glance member-delete {web} {project:consumer}"),
        ("publisher", "glance member-delete {web} {project:consumer}"),
        ("publisher", "glance member-delete {web} {project:consumer}"),
        ("publisher", "glance member-get {web} {project:consumer}"),
        (ClientSide.Nobody, "glance member-list --image-id {web}"),
        (ClientSide.Nobody, "glance member-create {web} {project:consumer}"),
    ];

    private int _logged;

    private string Glance => place.Lab.GlanceUrl.ToString().TrimEnd('/');

    /// <summary>
    /// Both endpoints get the same images one after the other, since the order of words in openstack's errors hangs on the ids in them; both
    /// clients run side by side, each with images of its own and the other endpoint.
    /// </summary>
    [RealOpenStackFact]
    public async Task EveryCommand_OnBothEndpoints_DoesTheSame()
    {
        Dictionary<string, string> openStack = await ImagesAsync();
        Dictionary<string, string> glance = await ImagesAsync();
        string prefixed = $"{place.Backend.Address}clouds/lab";
        string plain = place.Backend.Address.ToString().TrimEnd('/');

        IReadOnlyList<ClientRun>[] first = await Task.WhenAll(RunAsync(Glance, openStack, OpenStackCommands), RunAsync(plain, glance, GlanceCommands));
        string[] firstLog = TakeLog();
        IReadOnlyList<ClientRun>[] second = await Task.WhenAll(RunAsync(prefixed, openStack, OpenStackCommands), RunAsync(Glance, glance, GlanceCommands));
        string[] secondLog = TakeLog();

        AssertSame(first[0], second[0]);
        AssertSame(second[1], first[1]);
        AssertAsked(firstLog, "", glance["web"], openStack["web"]);
        AssertAsked(secondLog, "/clouds/lab", openStack["web"], glance["web"]);
    }

    private void AssertSame(IReadOnlyList<ClientRun> ofGlance, IReadOnlyList<ClientRun> ofBackend)
    {
        foreach ((ClientRun expected, ClientRun actual) in ofGlance.Zip(ofBackend))
        {
            output.WriteLine($"{actual}\n");
            Assert.Equal(expected.ToString(), actual.ToString());
        }
    }

    /// <summary>The backend logged the calls on the one image, as it answered them, and none on the other.</summary>
    private void AssertAsked(string[] log, string prefix, string image, string otherImage)
    {
        string members = $"{prefix}/v2/images/{image}/members";
        string member = $"{members}/{place.Lab.User("consumer").ProjectId}";
        string[] expected =
        [
            $"POST {members} 200 ", $"POST {members} 409 ", $"POST {members} 403 ", $"GET {members} 200 ", $"PUT {member} 200 ",
            $"DELETE {member} 204 ", $"DELETE {member} 404 ",
        ];
        foreach (string call in expected) Assert.Contains(log, line => line.Contains(call, StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains(otherImage, StringComparison.Ordinal));
    }

    /// <summary>What the backend's request log has had since the last time.</summary>
    private string[] TakeLog()
    {
        string[] log = [.. place.Backend.Process.Output.Skip(_logged).Where(line => line.EndsWith(" ms", StringComparison.Ordinal))];
        _logged = place.Backend.Process.Output.Count;
        return log;
    }

    private async Task<IReadOnlyList<ClientRun>> RunAsync(string endpoint, Dictionary<string, string> images, (string User, string Command)[] commands)
    {
        var side = new ClientSide(place.Lab, endpoint, images);
        List<ClientRun> runs = [];
        foreach ((string user, string command) in commands) runs.Add(await side.RunAsync(user, command));
        return runs;
    }

    /// <summary>One to share, one that is private, one whose members are at the quota.</summary>
    private async Task<Dictionary<string, string>> ImagesAsync()
    {
        using GlanceProject publisher = await GlanceProject.SignInAsync(place.Lab, "publisher");
        string name = SharedAzurite.UniqueName("web");
        var images = new Dictionary<string, string>
        {
            ["web-name"] = name,
            ["web"] = await publisher.CreateImageAsync(name),
            ["private"] = await publisher.CreateImageAsync("private", "private"),
            ["full"] = await publisher.CreateImageAsync("full"),
        };
        for (int i = 0; i < MemberQuota; i++) await publisher.AddMemberAsync(images["full"], $"{i:x32}");
        return images;
    }
}
