namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>The rules of <see cref="TicketState"/>.</summary>
public static class TicketStates
{
    /// <summary>True for done, failed and cancelled.</summary>
    public static bool IsClosed(this TicketState state) => state is TicketState.Done or TicketState.Failed or TicketState.Cancelled;

    /// <summary>True when a ticket may go from one state to the other: forward only, and never out of an end.</summary>
    public static bool CanBecome(this TicketState from, TicketState to) => !from.IsClosed() && to > from;
}
