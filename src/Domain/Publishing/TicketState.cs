namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>Where a publication stands. It only moves forward: queued, running, then one of the ends.</summary>
public enum TicketState
{
    /// <summary>Accepted; nothing has begun.</summary>
    Queued,

    /// <summary>Its orchestration works on it.</summary>
    Running,

    /// <summary>The image stands in the cloud, verified.</summary>
    Done,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>It was cancelled by its caller.</summary>
    Cancelled,
}
