namespace Azure.Data.Tables;

/// <summary>An entity group transaction that was refused; nothing of it was written.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    /// <summary>The service begins the message of a refused transaction with the index of the action at fault: <c>"3:The …"</c>.</summary>
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            requestFailedException.Status,
            requestFailedException.Message,
            requestFailedException.ErrorCode,
            requestFailedException.InnerException)
        => FailedTransactionActionIndex = IndexIn(requestFailedException.Message);

    /// <summary>Position of the action that the service refused, from 0; null where the service names none.</summary>
    public int? FailedTransactionActionIndex { get; }

    private static int? IndexIn(string message)
    {
        int colon = message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), out int index) ? index : null;
    }
}
