namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>An application credential of Keystone v3: it acts for one project of the user that made it, and no other.</summary>
/// <param name="Id">Its id; null where it is given by its name, together with the user's.</param>
/// <param name="Name">Its name among those of the user; null where the id is given.</param>
/// <param name="Secret">Its secret.</param>
public sealed record ApplicationCredential(string? Id, string? Name, string Secret)
{
    /// <summary>Id or name, never the secret.</summary>
    public override string ToString() => Id ?? Name ?? "";
}
