namespace CloudSimulator.Keystone;

/// <param name="ProjectId">null: an unscoped token.</param>
internal sealed record IssuedToken(string Value, SimulatedUser User, string? ProjectId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public bool IsAdmin => User.Role == "admin";

    public override string ToString() => $"token of {User.Name}";
}
