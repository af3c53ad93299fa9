using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>How a registry wants to be answered: the <c>WWW-Authenticate</c> header (RFC 9110 §11.6.1, Docker's token specification).</summary>
internal sealed partial record RegistryChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>The first challenge that can be answered here, Bearer before Basic; null when there is none.</summary>
    public static RegistryChallenge? Choose(IEnumerable<AuthenticationHeaderValue> headers)
    {
        RegistryChallenge[] all = [.. headers.Select(Read)];
        return all.FirstOrDefault(challenge => Is(challenge, "Bearer")) ?? all.FirstOrDefault(challenge => Is(challenge, "Basic"));
    }

    private static bool Is(RegistryChallenge challenge, string scheme) => challenge.Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    private static RegistryChallenge Read(AuthenticationHeaderValue header)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Parameter().Matches(header.Parameter ?? ""))
        {
            var value = match.Groups["quoted"].Success ? Escaped().Replace(match.Groups["quoted"].Value, "${char}") : match.Groups["token"].Value;
            parameters.TryAdd(match.Groups["name"].Value, value);
        }

        return new RegistryChallenge(header.Scheme, parameters);
    }

    [GeneratedRegex(@"(?<name>[\w-]+)\s*=\s*(""(?<quoted>([^""\\]|\\.)*)""|(?<token>[^\s,""]+))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\\(?<char>.)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escaped();
}
