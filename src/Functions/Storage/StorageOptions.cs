namespace ImagePublishFunctions.Storage;

/// <summary>Where the backend keeps its state: the storage account of the Functions host.</summary>
/// <param name="ConnectionString">Connection string with a key or SAS; null when storage is reached by identity.</param>
/// <param name="AccountName">Name of the storage account that is reached by identity; null with a connection string.</param>
public sealed record StorageOptions(string? ConnectionString, string? AccountName)
{
    /// <summary>Reads <c>AzureWebJobsStorage</c>, or <c>AzureWebJobsStorage__accountName</c> for storage by identity.</summary>
    /// <exception cref="InvalidOperationException">Neither is set.</exception>
    public static StorageOptions From(IConfiguration configuration)
    {
        string? connection = configuration["AzureWebJobsStorage"];
        string? account = configuration["AzureWebJobsStorage:accountName"];
        if (string.IsNullOrEmpty(connection) && string.IsNullOrEmpty(account))
            throw new InvalidOperationException("Set AzureWebJobsStorage to a connection string, or AzureWebJobsStorage__accountName.");
        return string.IsNullOrEmpty(connection) ? new StorageOptions(null, account) : new StorageOptions(connection, null);
    }
}
