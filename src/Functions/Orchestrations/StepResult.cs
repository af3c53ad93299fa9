namespace ImagePublishFunctions.Orchestrations;

/// <summary>The result of a step; it goes into the orchestration's history, so it is small and holds no secret.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Code">A stable identifier of the error.</param>
/// <param name="Text">The error for people.</param>
/// <param name="CloudId">Id of the image in the cloud.</param>
/// <param name="Amount">A number that the step found: how many parts there are, how many bytes one has.</param>
public sealed record StepResult(StepOutcome Outcome, string? Code = null, string? Text = null, string? CloudId = null, long? Amount = null)
{
    /// <summary>The step is done.</summary>
    public static StepResult Done { get; } = new(StepOutcome.Done);

    /// <summary>The step found that its caller cancelled the publication.</summary>
    public static StepResult Cancelled { get; } = new(StepOutcome.Cancelled);

    /// <summary>The step may work later.</summary>
    public static StepResult Later(string code, string text) => new(StepOutcome.Later, code, text);

    /// <summary>The step will never work.</summary>
    public static StepResult Permanent(string code, string text) => new(StepOutcome.Permanent, code, text);

    /// <summary>The step is done and found a number.</summary>
    public static StepResult Found(long amount) => new(StepOutcome.Done, Amount: amount);

    /// <summary>The step is done and this is the image in the cloud.</summary>
    public static StepResult Image(string cloudId) => new(StepOutcome.Done, CloudId: cloudId);
}
