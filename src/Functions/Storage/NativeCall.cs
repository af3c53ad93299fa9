namespace ImagePublishFunctions.Storage;

/// <summary>Which job a native member call belongs to.</summary>
/// <param name="JobId">The job's id; the job itself may not be there yet.</param>
/// <param name="IsNew">True when no earlier call waits for it.</param>
public sealed record NativeCall(string JobId, bool IsNew);
