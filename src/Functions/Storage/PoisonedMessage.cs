namespace ImagePublishFunctions.Storage;

/// <summary>Why a message of queue <c>bulk-share</c> lies in its poison queue.</summary>
/// <param name="MessageId">The message's id in the poison queue.</param>
/// <param name="Code">A stable identifier, for example <c>SHARE_INVALID</c>.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Field">The field that is wrong; null when it is none.</param>
public sealed record PoisonedMessage(string MessageId, string Code, string Reason, string? Field);
