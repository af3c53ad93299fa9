namespace Azure.Data.Tables.Pipeline;

/// <summary>What a storage connection string says about tables.</summary>
internal sealed record ConnectionString(Uri Endpoint, TableSharedKeyCredential? Key, AzureSasCredential? Signature)
{
    // Every emulator has this account and this key: they are published with it and protect nothing.
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Reads <c>Name=value;…</c>; names ignore case.</summary>
    /// <exception cref="FormatException">It is no list of settings, or neither names nor implies the table endpoint.</exception>
    public static ConnectionString Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        Dictionary<string, string> settings = Settings(text);
        if (settings.TryGetValue("UseDevelopmentStorage", out string? emulator)
            && emulator.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return new ConnectionString(
                new Uri($"http://127.0.0.1:10002/{EmulatorAccount}"), new TableSharedKeyCredential(EmulatorAccount, EmulatorKey), null);
        }

        string? account = settings.GetValueOrDefault("AccountName");
        TableSharedKeyCredential? key = account is not null && settings.TryGetValue("AccountKey", out string? accountKey)
            ? new TableSharedKeyCredential(account, accountKey)
            : null;
        AzureSasCredential? signature = settings.TryGetValue("SharedAccessSignature", out string? sas) ? new AzureSasCredential(sas) : null;
        return key is null && signature is null
            ? throw new FormatException("The connection string has neither AccountName and AccountKey nor SharedAccessSignature.")
            : new ConnectionString(EndpointOf(settings, account), key, key is null ? signature : null);
    }

    private static Uri EndpointOf(Dictionary<string, string> settings, string? account)
    {
        if (settings.TryGetValue("TableEndpoint", out string? endpoint))
        {
            return Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri)
                ? uri
                : throw new FormatException("TableEndpoint of the connection string is no URL.");
        }

        return account is null
            ? throw new FormatException("The connection string has neither TableEndpoint nor AccountName.")
            : new Uri(
                $"{settings.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.table."
                + settings.GetValueOrDefault("EndpointSuffix", "core.windows.net"));
    }

    private static Dictionary<string, string> Settings(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !settings.TryAdd(part[..equals], part[(equals + 1)..]))
            {
                throw new FormatException("A connection string is a list of different Name=value, separated by semicolons.");
            }
        }

        return settings;
    }
}
