using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Timers;

/// <summary>
/// Mends what a crash between two writes left: reads the open work and nothing else. A ticket without an instance is started, an instance
/// that ended without closing its ticket is started once more to clean up and close, a deletion that does not run is started again, and a row
/// whose ticket never came, or is closed, is removed with its secrets.
/// </summary>
public sealed class Reconciler(
    OpenWork open, TicketStore tickets, ClosedTickets closed, PublicationStarter starter, ReconcilerOptions options, TimeProvider time,
    ILogger<Reconciler> log)
{
    /// <summary>Runs every 30 seconds.</summary>
    [Function(nameof(ReconcileOpenWorkAsync))]
    public async Task ReconcileOpenWorkAsync(
        [TimerTrigger("*/30 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (OpenPublication publication in open.ListAsync(cancellationToken)) await MendAsync(publication, client, cancellationToken);
    }

    private async Task MendAsync(OpenPublication publication, DurableTaskClient client, CancellationToken cancellationToken)
    {
        bool isOld = publication.Since + options.Grace < time.GetUtcNow();
        if (await tickets.FindAsync(publication.Path, cancellationToken) is not { } ticket)
        {
            if (isOld) await closed.ForgetAsync(publication.Path, publication.SecretName, cancellationToken);
            return;
        }

        if (ticket.Deletion == TicketDeletion.FromCloud)
        {
            await MendDeletionAsync(publication, isOld, client, cancellationToken);
            return;
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(Ticket.InstanceIdOf(publication.Path), cancellationToken);
        bool neverBegan = instance is null || (instance.RuntimeStatus == OrchestrationRuntimeStatus.Pending && isOld);
        bool ended = instance is null || instance.IsCompleted;
        if (ticket.State.IsClosed())
        {
            if (ended) await closed.ForgetAsync(publication.Path, publication.SecretName, cancellationToken);
        }
        else if (neverBegan || ended)
        {
            log.LogWarning(new EventId(300, "PublicationMended"), "Publication {Publication} is started again", publication.Path);
            await starter.StartAsync(client, publication.Path, abandoned: !neverBegan, cancellationToken);
        }
    }

    private async Task MendDeletionAsync(OpenPublication publication, bool isOld, DurableTaskClient client, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(DeletePublication.InstanceIdOf(publication.Path), cancellationToken);
        if (instance is { IsCompleted: false } && (instance.RuntimeStatus != OrchestrationRuntimeStatus.Pending || !isOld)) return;
        log.LogWarning(new EventId(301, "DeletionMended"), "The deletion of {Publication} is started again", publication.Path);
        await starter.StartDeletionAsync(client, publication.Path, cancellationToken);
    }
}
