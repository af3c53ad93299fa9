namespace ImagePublishFunctions.Domain.Accounts;

/// <summary>
/// The secret fields of one account by their wire names. A class of its own, so that no log, exception or record that holds it shows them:
/// its text is a constant.
/// </summary>
public sealed class AccountSecrets(IReadOnlyDictionary<string, string> values)
{
    /// <summary>No secrets.</summary>
    public static AccountSecrets None { get; } = new(new Dictionary<string, string>());

    /// <summary>The secrets by field, for example <c>password</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = values;

    /// <summary>True when there is none.</summary>
    public bool IsEmpty => Values.Count == 0;

    /// <summary>The value of a field, null when it was not given.</summary>
    public string? this[string field] => Values.GetValueOrDefault(field);

    /// <summary>A constant: never the secrets.</summary>
    public override string ToString() => "(secrets)";
}
