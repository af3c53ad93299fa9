using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Transactions;

/// <summary>
/// What the service refuses and the emulator lets pass: told here, in the service's words, so that it shows before deployment
/// (<see href="https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions"/>).
/// </summary>
internal static class TransactionRules
{
    /// <exception cref="InvalidOperationException">There is no action.</exception>
    /// <exception cref="TableTransactionFailedException">The actions are of two partitions, or two are of one row.</exception>
    public static void Check(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count == 0)
        {
            throw new InvalidOperationException("A transaction has at least one action.");
        }

        var rows = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < actions.Count; i++)
        {
            if (actions[i].Entity.PartitionKey != actions[0].Entity.PartitionKey)
            {
                throw Refusal(
                    $"{i}:All commands in a batch must operate on same entity group.",
                    TableErrorCode.CommandsInBatchActOnDifferentPartitions);
            }

            if (!rows.Add(actions[i].Entity.RowKey))
            {
                throw Refusal(
                    $"{i}:The batch request contains multiple changes with same row key. An entity can appear only once in a batch request.",
                    TableErrorCode.InvalidDuplicateRow);
            }
        }
    }

    private static TableTransactionFailedException Refusal(string message, TableErrorCode code)
        => new(new RequestFailedException(400, message, code.ToString(), null));
}
