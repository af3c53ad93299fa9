using Microsoft.Extensions.Configuration;

namespace FunctionsRuntime.Hosting.Settings;

/// <summary>The section <c>extensions:durableTask</c> of host.json, and what only the local runtime has: where its journal lies.</summary>
internal sealed record DurableSettings
{
    /// <summary><c>LocalRuntime:Journal</c>, from the working directory.</summary>
    public required string JournalDirectory { get; init; }

    /// <summary><c>LocalRuntime:RepairJournal</c>: whether a damaged journal is repaired instead of refused.</summary>
    public required bool Repair { get; init; }

    /// <summary><c>LocalRuntime:StopTimeout</c>: how long running functions may take to end once the host stops.</summary>
    public required TimeSpan StopTimeout { get; init; }

    public required int MaxConcurrentActivities { get; init; }

    public required int MaxConcurrentOrchestrators { get; init; }

    public static DurableSettings Read(IConfigurationSection durable, IConfiguration settings)
    {
        // The real extension's default on plans other than Consumption.
        int tenPerCore = 10 * Environment.ProcessorCount;
        return new DurableSettings
        {
            JournalDirectory = Path.GetFullPath(settings["LocalRuntime:Journal"] ?? Path.Combine(".data", "journal")),
            Repair = settings.GetValue("LocalRuntime:RepairJournal", defaultValue: false),
            StopTimeout = settings.GetValue("LocalRuntime:StopTimeout", TimeSpan.FromSeconds(10)),
            MaxConcurrentActivities = durable.GetValue("maxConcurrentActivityFunctions", tenPerCore),
            MaxConcurrentOrchestrators = durable.GetValue("maxConcurrentOrchestratorFunctions", tenPerCore),
        };
    }
}
