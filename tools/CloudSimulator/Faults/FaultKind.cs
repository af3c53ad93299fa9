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

    /// <summary>
    /// Reading the request's body pauses after <see cref="Fault.AfterBytes"/>, for <see cref="Fault.Delay"/>. A server that does not
    /// read can't see that the client left: the kernel holds the end of the connection behind the unread bytes.
    /// </summary>
    Stall,

    /// <summary>Nothing is done; 200 with a body that never ends.</summary>
    Endless,
}
