namespace FunctionsRuntime.Hosting.Rules;

/// <summary>The program would not run on the real Functions host; the message names each function and the rule that it breaks.</summary>
public sealed class HostRuleException(IReadOnlyList<string> violations)
    : InvalidOperationException("The Functions host would refuse or misroute this program:\n" + string.Join('\n', violations))
{
    /// <summary>One sentence a violation, beginning with the function's name.</summary>
    public IReadOnlyList<string> Violations { get; } = violations;
}
