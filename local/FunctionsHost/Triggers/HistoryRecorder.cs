using FunctionsHost.Rpc;
using FunctionsHost.Settings;

namespace FunctionsHost.Triggers;

/// <summary>
/// Writes what each episode of an orchestration is started with, one file an execution, over the episode before: the last one holds the
/// whole history, which a test can replay on later code.
/// </summary>
internal sealed class HistoryRecorder(HostSettings settings)
{
    public async Task RecordAsync(string function, string episode, CancellationToken cancellationToken)
    {
        if (settings.Histories is not { Length: > 0 } folder)
            return;
        OrchestratorRequest request = OrchestratorRequest.Parser.ParseFrom(Convert.FromBase64String(episode));
        string? execution = request.PastEvents.Concat(request.NewEvents)
            .Select(entry => entry.ExecutionStarted?.OrchestrationInstance?.ExecutionId).FirstOrDefault(id => id is not null);
        string name = $"{Uri.EscapeDataString(request.InstanceId)}-{execution}.txt";
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, function)).FullName, name);
        await File.WriteAllTextAsync(file + ".new", episode, cancellationToken);
        File.Move(file + ".new", file, overwrite: true);
    }
}
