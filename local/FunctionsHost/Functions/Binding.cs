using Newtonsoft.Json.Linq;

namespace FunctionsHost.Functions;

/// <summary>One binding of a function, as the worker describes it.</summary>
/// <param name="Json">All that it says; what more there is depends on the type.</param>
internal sealed record Binding(JObject Json)
{
    public string Name => Text("name");

    public string Type => Text("type");

    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    public bool IsInput => !IsTrigger && Text("direction").Equals("in", StringComparison.OrdinalIgnoreCase);

    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    public string Text(string member) => Json.GetValue(member, StringComparison.OrdinalIgnoreCase)?.ToString() ?? "";
}
