namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>A door that changes a resource.</summary>
/// <param name="Name">What it does.</param>
/// <param name="CallAsync">Calls it; what it answered.</param>
internal sealed record ChangingDoor<T>(string Name, Func<T, Task<string>> CallAsync);
