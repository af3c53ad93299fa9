namespace ImagePublishFunctions.Orchestrations;

/// <summary>The input of the activity that works on a slice of a job.</summary>
/// <param name="Job">The job's id.</param>
/// <param name="Slice">Number of the slice, from 0.</param>
/// <param name="Run">What it may still try.</param>
public sealed record ShareSliceInput(string Job, int Slice, ShareSliceRun Run);
