namespace CloudSimulator;

/// <summary>A user with one role in one project.</summary>
/// <param name="Role">admin, member or reader.</param>
public sealed record SimulatedUser(string Name, string Password, string Project, string Role)
{
    /// <summary>The users of the real lab in tests/openstack, with the same passwords.</summary>
    public static IReadOnlyList<SimulatedUser> Defaults { get; } =
    [
        new("admin", "admin-secret", "admin", "admin"),
        new("publisher", "publisher-secret", "publisher", "member"),
        new("consumer", "consumer-secret", "consumer", "member"),
        new("outsider", "outsider-secret", "outsider", "member"),
        new("looker", "looker-secret", "publisher", "reader"),
    ];

    /// <summary>Name and project, never the password.</summary>
    public override string ToString() => $"{Name} in {Project}";
}
