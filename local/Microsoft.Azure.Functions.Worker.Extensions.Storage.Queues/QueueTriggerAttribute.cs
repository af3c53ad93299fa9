using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for every message of a storage queue.</summary>
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    public QueueTriggerAttribute(string queueName)
    {
        QueueName = queueName;
    }

    /// <summary>The queue, or the name of a setting between percent signs.</summary>
    public string QueueName { get; }

    /// <summary>The setting that holds the connection; AzureWebJobsStorage when unset.</summary>
    public string? Connection { get; set; }
}
