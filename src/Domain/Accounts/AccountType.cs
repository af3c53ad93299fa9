namespace ImagePublishFunctions.Domain.Accounts;

/// <summary>A kind of cloud account (contracts: UForge's CredAccount subtypes).</summary>
public sealed record AccountType(string Name)
{
    /// <summary>All types that are read, stored and written.</summary>
    public static IReadOnlyList<AccountType> All { get; } = [new("CredAccountOpenStack")];
}
