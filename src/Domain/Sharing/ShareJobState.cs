namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>Where a job stands; on the wire in capitals, as Open Telekom Cloud's jobs. It only moves forward.</summary>
public enum ShareJobState
{
    /// <summary>Accepted; nothing has begun.</summary>
    Init,

    /// <summary>Pairs are being worked on.</summary>
    Running,

    /// <summary>Every pair succeeded.</summary>
    Success,

    /// <summary>At least one pair failed.</summary>
    Fail,
}
