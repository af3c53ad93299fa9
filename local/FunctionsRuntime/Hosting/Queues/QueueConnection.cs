using Azure.Storage.Queues;
using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Rules;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace FunctionsRuntime.Hosting.Queues;

/// <summary>Where a queue trigger's messages come from, and where the ones that fail go.</summary>
internal sealed record QueueConnection(QueueClient Queue, QueueClient Poison)
{
    /// <summary>Null when the function's connection or queue can't be found; the violation is recorded.</summary>
    public static QueueConnection? For(HostedFunction function, IConfiguration settings, RuleViolations violations)
    {
        var trigger = (QueueTriggerAttribute)function.Trigger;
        string name = trigger.QueueName is ['%', .. var setting, '%'] ? settings[setting] ?? "" : trigger.QueueName;
        if (name.Length == 0)
        {
            violations.Add(function.Name, $"takes its queue from the setting {trigger.QueueName}, which is missing");
            return null;
        }

        // The host looks for the name with and without this prefix (azure-webjobs-sdk, WebJobsConnectionStringProvider).
        string connection = trigger.Connection ?? "Storage";
        string? text = settings[$"AzureWebJobs{connection}"] ?? settings[connection] ?? settings.GetConnectionString(connection);
        if (string.IsNullOrEmpty(text))
        {
            violations.Add(function.Name, $"needs a connection string in the setting '{trigger.Connection ?? "AzureWebJobsStorage"}'");
            return null;
        }

        try
        {
            return new QueueConnection(new QueueClient(text, name), new QueueClient(text, name + "-poison"));
        }
        catch (FormatException)
        {
            violations.Add(function.Name, $"has no valid connection string in the setting '{trigger.Connection ?? "AzureWebJobsStorage"}'");
            return null;
        }
    }
}
