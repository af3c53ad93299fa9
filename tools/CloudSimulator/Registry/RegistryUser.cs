namespace CloudSimulator.Registry;

/// <summary>Who asks, and what its token is for.</summary>
/// <param name="Scopes">Such as <c>repository:team/web:pull,push</c>; null where the login alone decides.</param>
internal sealed record RegistryUser(SimulatedUser User, IReadOnlyList<string>? Scopes, DateTimeOffset Expires)
{
    /// <summary>True when it may do that in the repository.</summary>
    public bool May(string action, string repository) =>
        Scopes?.Any(scope => scope.StartsWith($"repository:{repository}:", StringComparison.Ordinal) && scope.Split(':')[2].Split(',').Contains(action)) != false;
}
