using System.Globalization;
using System.Net;

namespace FunctionsHost.Settings;

/// <summary>What was asked for.</summary>
/// <param name="App">The folder of the built app.</param>
/// <param name="Port">Where HTTP is served; 0 takes any free port; null leaves it to the app's settings.</param>
internal sealed record CommandLine(string App, int? Port)
{
    private const string Usage = "use: FunctionsHost --app FOLDER [--port N]";

    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        string? app = null;
        int? port = null;
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new HostException($"{arguments[i]} has no value; {Usage}");
            switch (arguments[i])
            {
                case "--app":
                    app = Path.TrimEndingDirectorySeparator(Path.GetFullPath(value));
                    break;
                case "--port":
                    port = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= IPEndPoint.MaxPort
                        ? number
                        : throw new HostException($"--port {value} is no port; {Usage}");
                    break;
                default:
                    throw new HostException($"there is no option {arguments[i]}; {Usage}");
            }
        }

        return new(app ?? throw new HostException($"no app is given; {Usage}"), port);
    }
}
