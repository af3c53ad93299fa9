namespace ImagePublishFunctions.Orchestrations;

/// <summary>What a run of a slice does with pairs that don't succeed.</summary>
public enum ShareSliceRun
{
    /// <summary>What may work later stays open.</summary>
    More,

    /// <summary>The last try: what does not succeed has failed.</summary>
    Last,

    /// <summary>No try: what is open has failed.</summary>
    GiveUp,
}
