namespace FunctionsRuntime.Hosting.Rules;

/// <summary>Gathers every violation, so that one start shows them all.</summary>
internal sealed class RuleViolations
{
    private readonly List<string> _texts = [];

    public void Add(string function, string rule) => _texts.Add($"Function '{function}' {rule}.");

    public void ThrowIfAny()
    {
        if (_texts.Count > 0)
        {
            throw new HostRuleException(_texts);
        }
    }
}
