using FunctionsRuntime.Hosting;

namespace LocalRuntime.Tests.Hosting;

/// <summary>What a test changes about the host that it starts.</summary>
internal sealed record HostSetup(params Type[] Classes)
{
    public string HostJson { get; init; } = """{"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}""";

    public string? LocalSettings { get; init; }

    public Dictionary<string, string?> Environment { get; init; } = [];

    public string[] Args { get; init; } = [];

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>An existing folder that the test removes itself; null takes a new one.</summary>
    public string? Folder { get; init; }

    public Action<LocalHostBuilder> Configure { get; init; } = AspNetCoreIntegration.AddTo;
}
