namespace FunctionsHost.Workers;

/// <summary>Identifiers of workers, requests and invocations.</summary>
internal static class Ids
{
    public static string New() => Guid.CreateVersion7().ToString();
}
