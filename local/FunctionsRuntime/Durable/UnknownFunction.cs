namespace FunctionsRuntime.Durable;

/// <summary>What is said where a name is called that nobody has registered.</summary>
internal static class UnknownFunction
{
    public static string Orchestrator(string name, IEnumerable<string> known) => Describe("orchestrator", name, known);

    public static string Activity(string name, IEnumerable<string> known) => Describe("activity", name, known);

    private static string Describe(string kind, string name, IEnumerable<string> known) =>
        $"The function '{name}' doesn't exist or is not an {kind} function. Known {kind} functions: "
        + string.Join(", ", known.Order(StringComparer.OrdinalIgnoreCase).Select(k => $"'{k}'")) + ".";
}
