namespace ImagePublishFunctions.Orchestrations;

/// <summary>What became of a step of a recipe.</summary>
public enum StepOutcome
{
    /// <summary>The step is done.</summary>
    Done,

    /// <summary>It may work later: the recipe waits and tries again, unless it is cancelled meanwhile.</summary>
    Later,

    /// <summary>It will never work.</summary>
    Permanent,

    /// <summary>The caller cancelled the publication.</summary>
    Cancelled,
}
