using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>A Keystone and a Glance to test against, real or simulated, with the same users.</summary>
/// <param name="KeystoneUrl">Without a version.</param>
public sealed record TestCloud(Uri KeystoneUrl, Uri GlanceUrl, string Region, string Domain, Func<string, OpenStackUser> User)
{
    public static TestCloud For(OpenStackLab lab) => new(new Uri(lab.KeystoneUrl, "/"), lab.GlanceUrl, lab.Region, lab.Domain, lab.User);

    public OpenStackCredentials Credentials(string user)
    {
        var found = User(user);
        return new OpenStackCredentials(
            KeystoneUrl, GlanceUrl, KeystoneVersion.V3, found.Name, found.Password, Domain, found.Project, found.Project, Region);
    }
}
