namespace ImagePublishFunctions.Clouds;

/// <summary>What the sender needs to know of one call, to send it and to tell how it failed.</summary>
/// <param name="Name">For messages: who is asked for what, such as "Glance: create image".</param>
/// <param name="Changes">Whether it changes the cloud's state, so that a lost answer leaves the outcome unknown.</param>
/// <param name="Limit">From the start to the end of the answer's body; null where the caller cancels by itself.</param>
/// <param name="Secrets">Values that a cloud may echo and that no message may hold.</param>
internal sealed record CloudCall(string Name, bool Changes, TimeSpan? Limit, IReadOnlyList<string> Secrets)
{
    public override string ToString() => Name;
}
