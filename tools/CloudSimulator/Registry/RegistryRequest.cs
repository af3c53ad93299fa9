namespace CloudSimulator.Registry;

/// <summary>A request that the registry answered; what tests count.</summary>
/// <param name="Method">Such as PATCH.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Status">The answer's.</param>
/// <param name="Bytes">Of the request's body, as far as it was read.</param>
public sealed record RegistryRequest(string Method, string Target, int Status, long Bytes);
