using Azure;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities;

/// <summary>
/// Runs one step of a publication as every step must run: not at all once the ticket is closed or cancelled, given up within about a second
/// when it is cancelled meanwhile, its progress written once a second, and its errors returned in the three kinds that a recipe knows.
/// </summary>
public sealed class PublicationSteps(TicketStore tickets, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Runs a step.</summary>
    /// <param name="publication">The publication's path.</param>
    /// <param name="progress">What the ticket shows meanwhile.</param>
    /// <param name="step">The work; its token ends when the publication is cancelled or the worker stops.</param>
    /// <param name="cancellationToken">Ends when the worker stops; the step then runs again elsewhere.</param>
    public async Task<StepResult> RunAsync(
        string publication, PublicationProgress progress, Func<Ticket, CancellationToken, Task<StepResult>> step, CancellationToken cancellationToken)
    {
        if (!ResourcePath.TryParse(publication, out ResourcePath? path) || await OpenTicketAsync(path, cancellationToken) is not { } ticket)
            return StepResult.Cancelled;

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = WatchAsync(ticket, progress, end);
        StepResult result;
        try
        {
            result = await step(ticket, end.Token);
        }
        catch (CloudException e)
        {
            result = e.Kind == CloudErrorKind.Permanent ? StepResult.Permanent(e.Code, e.Message) : StepResult.Later(e.Code, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = StepResult.Cancelled;
        }
        finally
        {
            await end.CancelAsync();
            await watch;
        }

        return await OpenTicketAsync(path, cancellationToken) is null ? StepResult.Cancelled : result;
    }

    private async Task<Ticket?> OpenTicketAsync(ResourcePath path, CancellationToken cancellationToken) =>
        await tickets.FindAsync(path, cancellationToken) is { CancelRequested: false } ticket && !ticket.State.IsClosed() ? ticket : null;

    private async Task WatchAsync(Ticket ticket, PublicationProgress progress, CancellationTokenSource end)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    if (!await LookAsync(ticket, progress, end.Token)) await end.CancelAsync();
                }
                catch (RequestFailedException)
                {
                    // storage that does not answer for a moment must not end a long upload: the next look is a second away
                }
            }
            while (await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // the step has ended
        }
    }

    /// <returns>False when the ticket is closed or cancelled.</returns>
    private async Task<bool> LookAsync(Ticket ticket, PublicationProgress progress, CancellationToken cancellationToken)
    {
        if (await OpenTicketAsync(ticket.Path, cancellationToken) is not { } seen) return false;
        int percentage = progress.Percentage(ticket.BytesTotal);
        if (seen.Message != progress.Message || seen.BytesDone < progress.Bytes || seen.Percentage < percentage)
            await tickets.ReportAsync(seen, progress.Message, percentage, progress.Bytes, cancellationToken);
        return true;
    }
}
