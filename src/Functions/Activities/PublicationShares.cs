using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Activities;

/// <summary>Shares what was published with the projects that the same request named. Such a share is a job of its own.</summary>
public sealed class PublicationShares(TicketStore tickets, ShareJobStore jobs, ShareIntake intake)
{
    /// <summary>The id of the job that shares a publication's image.</summary>
    public static string JobIdOf(ResourcePath publication) => ShareIntake.DerivedId($"share-with/{publication.Text}");

    /// <summary>Starts the share of a publication that is done.</summary>
    [Function(nameof(StartPublicationShareAsync))]
    public async Task StartPublicationShareAsync(
        [ActivityTrigger] PublishInput publication, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!ResourcePath.TryParse(publication.Ticket, out ResourcePath? path)
            || await tickets.FindAsync(path, cancellationToken) is not { State: TicketState.Done } ticket)
        {
            return;
        }

        var request = new ShareRequest
        {
            Owner = JobOwner.User(path.Login),
            Action = ShareAction.Add,
            Publication = path.Text,
            Images = [ticket.CloudId!],
            Projects = ticket.Request.ShareWith,
        };
        await intake.AcceptAsync(request, null, null, JobIdOf(path), client, cancellationToken);
    }

    /// <summary>Whether the share of a publication has ended, or never began.</summary>
    [Function(nameof(IsPublicationShareOverAsync))]
    public async Task<bool> IsPublicationShareOverAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        !ResourcePath.TryParse(publication.Ticket, out ResourcePath? path)
        || await jobs.FindAsync(JobIdOf(path), cancellationToken) is not { End: null };
}
