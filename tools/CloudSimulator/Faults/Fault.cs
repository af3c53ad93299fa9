namespace CloudSimulator.Faults;

/// <summary>Which requests go wrong, how, and how often.</summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>keystone, glance, registry, iam, ims, kms or obs.</summary>
    public required string Service { get; init; }

    /// <summary>null: any.</summary>
    public string? Method { get; init; }

    /// <summary>A regular expression, found anywhere in the path; null: any path.</summary>
    public string? Path { get; init; }

    /// <summary>How many requests it hits; null: all.</summary>
    public int? Times { get; init; } = 1;

    /// <summary>Seconds.</summary>
    public double Delay { get; init; }

    public int Status { get; init; } = StatusCodes.Status503ServiceUnavailable;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public string ContentType { get; init; } = "text/html; charset=utf-8";

    public string Body { get; init; } = "<html><head><title>Fault</title></head><body><h1>Fault</h1></body></html>";

    /// <summary>Bytes of the request's body.</summary>
    public long AfterBytes { get; init; }
}
