using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Timers;

/// <summary>
/// Mends what a crash between two writes left: reads the open work and nothing else. A ticket without an instance is started, an instance
/// that ended without closing its ticket is started once more to clean up and close, and a row whose ticket never came, or is closed, is
/// removed with its secrets.
/// </summary>
public sealed class Reconciler(
    OpenWork open, TicketStore tickets, SecretStore secrets, PublicationStarter starter, TimeProvider time, ILogger<Reconciler> log)
{
    /// <summary>Longer than any request or start message takes: what is younger may still be under way.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>Runs every 30 seconds.</summary>
    [Function(nameof(ReconcileOpenWorkAsync))]
    public async Task ReconcileOpenWorkAsync(
        [TimerTrigger("*/30 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (OpenPublication publication in open.ListAsync(cancellationToken)) await MendAsync(publication, client, cancellationToken);
    }

    private async Task MendAsync(OpenPublication publication, DurableTaskClient client, CancellationToken cancellationToken)
    {
        bool isOld = publication.Since + Grace < time.GetUtcNow();
        if (await tickets.FindAsync(publication.Path, cancellationToken) is not { } ticket)
        {
            if (isOld) await ForgetAsync(publication, cancellationToken);
            return;
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(Ticket.InstanceIdOf(publication.Path), cancellationToken);
        bool neverBegan = instance is null || (instance.RuntimeStatus == OrchestrationRuntimeStatus.Pending && isOld);
        bool ended = instance is null || instance.IsCompleted;
        if (ticket.State.IsClosed())
        {
            if (ended) await ForgetAsync(publication, cancellationToken);
        }
        else if (neverBegan || ended)
        {
            log.LogWarning(new EventId(300, "PublicationMended"), "Publication {Publication} is started again", publication.Path);
            await starter.StartAsync(client, publication.Path, abandoned: !neverBegan, cancellationToken);
        }
    }

    private async Task ForgetAsync(OpenPublication publication, CancellationToken cancellationToken)
    {
        if (publication.SecretName is { } name) await secrets.DeleteAsync(name, cancellationToken);
        await open.RemoveAsync(publication.Path, cancellationToken);
    }
}
