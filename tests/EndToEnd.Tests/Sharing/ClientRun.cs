namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>What a command did.</summary>
internal sealed record ClientRun(string Command, int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"$ {Command}\n{Output}{Errors}exit {ExitCode}";
}
