using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Pipeline;

/// <summary>An account's endpoint with the pipeline that signs, retries and logs; both clients stand on it.</summary>
internal sealed class TableService
{
    private static readonly ErrorDetails Errors = new();

    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    private TableService(Uri endpoint, string? accountName, TableClientOptions? options, HttpPipelinePolicy[] perCall, HttpPipelinePolicy[] perTry)
    {
        options ??= new TableClientOptions();
        Endpoint = new Uri(endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/'));
        AccountName = accountName ?? AccountIn(endpoint);
        _version = options.VersionString;
        _pipeline = HttpPipelineBuilder.Build(options, perCall, perTry, new ResponseClassifier());
    }

    /// <summary>Without a table and without a query.</summary>
    public Uri Endpoint { get; }

    public string AccountName { get; }

    public static TableService With(string connectionString, TableClientOptions? options)
    {
        ConnectionString parsed = ConnectionString.Parse(connectionString);
        return parsed.Key is not null
            ? With(parsed.Endpoint, parsed.Key, options)
            : With(parsed.Endpoint, parsed.Signature!, options);
    }

    public static TableService With(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new TableService(endpoint, credential.AccountName, options, [], [new SharedKeyPolicy(credential)]);
    }

    public static TableService With(Uri endpoint, AzureSasCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        RequireTls(endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback, "a shared access signature");
        return new TableService(endpoint, null, options, [new SasPolicy(credential)], []);
    }

    public static TableService With(Uri endpoint, TokenCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        RequireTls(endpoint.Scheme == Uri.UriSchemeHttps, "a token");
        string scope = $"{options?.Audience ?? TableAudience.AzurePublicCloud}/.default";
        return new TableService(endpoint, null, options, [], [new BearerTokenAuthenticationPolicy(credential, scope)]);
    }

    /// <summary>The endpoint's own query, where it has one, is the signature.</summary>
    public static TableService With(Uri endpoint, TableClientOptions? options)
        => endpoint.Query.Length > 1
            ? With(endpoint, new AzureSasCredential(endpoint.Query), options)
            : new TableService(endpoint, null, options, [], []);

    public HttpMessage Message(RequestMethod method, string path, ResponseClassifier expected)
    {
        HttpMessage message = _pipeline.CreateMessage();
        message.ResponseClassifier = expected;
        message.Request.Method = method;
        message.Request.Uri.Reset(Endpoint);
        message.Request.Uri.AppendPath($"/{path}", escape: false);
        message.Request.Headers.SetValue("x-ms-version", _version);
        message.Request.Headers.SetValue("DataServiceVersion", "3.0");
        message.Request.Headers.SetValue("Accept", "application/json;odata=minimalmetadata");
        return message;
    }

    /// <exception cref="RequestFailedException">The answer's status is not one that was expected.</exception>
    public async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return message.Response.IsError ? throw Failure(message.Response) : message.Response;
    }

    public static RequestFailedException Failure(Response response) => new(response, null, Errors);

    /// <summary>An address that names the account in its path, as an emulator's does.</summary>
    public static bool IsPathStyle(Uri endpoint) => endpoint.IsLoopback || IPAddress.TryParse(endpoint.Host, out _);

    private static string AccountIn(Uri endpoint)
        => IsPathStyle(endpoint) ? endpoint.Segments.ElementAtOrDefault(1)?.TrimEnd('/') ?? "" : endpoint.Host.Split('.')[0];

    private static void RequireTls(bool present, string what)
    {
        if (!present)
        {
            throw new ArgumentException($"Over plain http, {what} would be sent in clear.");
        }
    }
}
