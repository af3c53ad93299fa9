using System.Diagnostics;
using System.Text.RegularExpressions;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>
/// The command-line clients <c>openstack</c> and <c>glance</c> with one image endpoint: Glance itself, or this backend in front of it. Each
/// command gets an empty home folder. What must differ between two endpoints (addresses, ids of images, times) is taken out of the output.
/// </summary>
/// <param name="lab">Where they sign in.</param>
/// <param name="endpoint">The image endpoint, without a slash at the end.</param>
/// <param name="images">The images that commands name in braces, for example <c>{web}</c>.</param>
internal sealed partial class ClientSide(OpenStackLab lab, string endpoint, IReadOnlyDictionary<string, string> images)
{
    /// <summary>Who has a token that nobody issued.</summary>
    public const string Nobody = "nobody";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <summary>Runs a command as a user.</summary>
    /// <param name="user">A user of the lab, or <see cref="Nobody"/>.</param>
    /// <param name="command">The command; <c>{name}</c> stands for an image, <c>{project:name}</c> for the id of a user's project.</param>
    public async Task<ClientRun> RunAsync(string user, string command)
    {
        string home = Directory.CreateTempSubdirectory("client-").FullName;
        try
        {
            string[] words = Fill(command).Split(' ');
            ProcessStartInfo start = words[0] == "openstack" ? OpenStack(words[1..], user, home) : Glance(words[1..], user);
            start.Environment["HOME"] = home;
            start.Environment["PYTHONHASHSEED"] = "0";
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Deadline);
            return new ClientRun($"{user}: {command}", process.ExitCode, Normalize(await output), Normalize(await errors));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private string Fill(string command)
    {
        foreach ((string name, string id) in images) command = command.Replace($"{{{name}}}", id, StringComparison.Ordinal);
        return Project().Replace(command, match => lab.User(match.Groups["name"].Value).ProjectId);
    }

    private ProcessStartInfo OpenStack(string[] arguments, string user, string home)
    {
        string clouds = Path.Combine(home, "clouds.yaml");
        File.WriteAllText(clouds, user == Nobody
            ? $"""
            clouds:
              lab:
                auth_type: admin_token
                auth:
                  endpoint: {endpoint}
                  token: wrong
                image_endpoint_override: {endpoint}
            """
            : $"""
            clouds:
              lab:
                auth:
                  auth_url: {lab.KeystoneUrl}
                  username: {user}
                  password: {lab.User(user).Password}
                  project_name: {lab.User(user).Project}
                  user_domain_name: {lab.Domain}
                  project_domain_name: {lab.Domain}
                region_name: {lab.Region}
                image_endpoint_override: {endpoint}
            """);
        var start = new ProcessStartInfo("/usr/bin/openstack", arguments);
        start.Environment["OS_CLIENT_CONFIG_FILE"] = clouds;
        start.Environment["OS_CLOUD"] = "lab";
        return start;
    }

    private ProcessStartInfo Glance(string[] arguments, string user)
    {
        var start = new ProcessStartInfo("/usr/bin/glance", arguments);
        start.Environment["OS_IMAGE_URL"] = endpoint;
        start.Environment["OS_AUTH_URL"] = lab.KeystoneUrl.ToString();
        if (user == Nobody)
        {
            start.Environment["OS_AUTH_TOKEN"] = "wrong";
            return start;
        }

        start.Environment["OS_USERNAME"] = user;
        start.Environment["OS_PASSWORD"] = lab.User(user).Password;
        start.Environment["OS_PROJECT_NAME"] = lab.User(user).Project;
        start.Environment["OS_USER_DOMAIN_NAME"] = lab.Domain;
        start.Environment["OS_PROJECT_DOMAIN_NAME"] = lab.Domain;
        start.Environment["OS_REGION_NAME"] = lab.Region;
        return start;
    }

    private string Normalize(string text)
    {
        text = text.Replace(endpoint, "ENDPOINT", StringComparison.Ordinal);
        foreach ((string name, string id) in images) text = text.Replace(id, $"{{{name}}}", StringComparison.Ordinal);
        return Time().Replace(text, "TIME");
    }

    [GeneratedRegex(@"\{project:(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Project();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();
}
