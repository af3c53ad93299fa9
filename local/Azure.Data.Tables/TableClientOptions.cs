using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Transport, retries, diagnostics (inherited) and the version of the service that is spoken.</summary>
public class TableClientOptions : ClientOptions
{
    public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06)
    {
        VersionString = serviceVersion switch
        {
            ServiceVersion.V2019_02_02 => "2019-02-02",
            ServiceVersion.V2020_12_06 => "2020-12-06",
            _ => throw new ArgumentOutOfRangeException(nameof(serviceVersion), serviceVersion, "No such service version."),
        };
        Array.ForEach(["$filter", "$format", "$select", "$top"], Diagnostics.LoggedQueryParameters.Add);
        Array.ForEach(["DataServiceVersion", "Prefer", "Preference-Applied", "x-ms-date", "x-ms-version"], Diagnostics.LoggedHeaderNames.Add);
    }

    /// <summary>The versions of the service's REST interface.</summary>
    public enum ServiceVersion
    {
        V2019_02_02 = 1,
        V2020_12_06 = 2,
    }

    /// <summary>What tokens are asked for; without it, the public cloud's storage.</summary>
    public TableAudience? Audience { get; set; }

    internal string VersionString { get; }
}
