using System.Reflection;

namespace FunctionsRuntime.Hosting;

/// <summary>Where the local runtime finds functions and settings. The defaults are those of <c>dotnet run</c>.</summary>
public sealed record LocalHostOptions
{
    public string[] Args { get; init; } = [];

    /// <summary>The classes to look for functions in; null means every class of the entry assembly.</summary>
    public IReadOnlyList<Type>? FunctionClasses { get; init; }

    /// <summary>The folder of host.json and local.settings.json.</summary>
    public string Folder { get; init; } = AppContext.BaseDirectory;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The environment variables; null means those of the process.</summary>
    public IReadOnlyDictionary<string, string?>? EnvironmentVariables { get; init; }

    /// <summary>Where the line <c>Listening on http://127.0.0.1:PORT</c> goes once every function is served.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    internal IEnumerable<Type> Candidates() =>
        FunctionClasses ?? (Assembly.GetEntryAssembly() ?? throw new InvalidOperationException("There is no entry assembly.")).GetTypes();

    internal string? Variable(string name) =>
        EnvironmentVariables is null ? Environment.GetEnvironmentVariable(name) : EnvironmentVariables.GetValueOrDefault(name);
}
