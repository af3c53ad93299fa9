namespace FunctionsRuntime.Durable;

/// <summary>One call of an activity: its name, the instance that calls, and the input as the converter wrote it.</summary>
public sealed record ActivityCall(string Name, string InstanceId, string? SerializedInput);
