using System.Text.Json;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Host;

/// <summary>The routes of the app's HTTP functions, from what the host reads itself: its <c>functions.metadata</c>.</summary>
internal static class RouteTable
{
    /// <summary>Each route with its methods, in upper case.</summary>
    public static IReadOnlyList<(string Route, IReadOnlyList<string> Methods)> Read()
    {
        string file = RepositoryFolder.PathTo("src", "Functions", "bin", Backend.Flavour, "functions.metadata");
        using JsonDocument functions = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. functions.RootElement.EnumerateArray()
                .SelectMany(function => function.GetProperty("bindings").EnumerateArray())
                .Where(binding => binding.GetProperty("type").GetString() == "httpTrigger")
                .Select(trigger => (
                    trigger.GetProperty("route").GetString()!,
                    (IReadOnlyList<string>)[.. trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())])),
        ];
    }
}
