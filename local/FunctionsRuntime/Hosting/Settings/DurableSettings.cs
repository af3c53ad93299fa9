using Microsoft.Extensions.Configuration;

namespace FunctionsRuntime.Hosting.Settings;

/// <summary>The section <c>extensions:durableTask</c> of host.json, and where the journal lies.</summary>
internal sealed record DurableSettings(string JournalDirectory, int MaxConcurrentActivities, int MaxConcurrentOrchestrators)
{
    public static DurableSettings Read(IConfigurationSection durable, IConfiguration settings)
    {
        // The real extension's default on plans other than Consumption.
        int tenPerCore = 10 * Environment.ProcessorCount;
        return new DurableSettings(
            Path.GetFullPath(settings["LocalRuntime:Journal"] ?? Path.Combine(".data", "journal")),
            durable.GetValue("maxConcurrentActivityFunctions", tenPerCore),
            durable.GetValue("maxConcurrentOrchestratorFunctions", tenPerCore));
    }
}
