namespace CloudSimulator.Keystone;

/// <summary>A credential that a user made for one project.</summary>
internal sealed record ApplicationCredential(string Id, string Name, string Secret, SimulatedUser User)
{
    public override string ToString() => $"application credential of {User.Name}";
}
