namespace CloudSimulator.Faults;

/// <summary>The ways in which a request can go wrong.</summary>
public enum FaultKind
{
    /// <summary>The work is done after <see cref="Fault.Delay"/>.</summary>
    Delay,

    /// <summary>Nothing is done; the answer has the fault's status, headers, content type and body.</summary>
    Status,

    /// <summary>The connection is dropped, and nothing is done.</summary>
    DropBefore,

    /// <summary>The work is done, then the connection is dropped: a lost reply after success.</summary>
    DropAfter,

    /// <summary>The work is done and its status answered, but with the fault's content type and body.</summary>
    Garble,

    /// <summary>The request's body is read no further than <see cref="Fault.AfterBytes"/>, until the client leaves.</summary>
    Stall,

    /// <summary>Nothing is done; 200 with a body that never ends.</summary>
    Endless,
}
