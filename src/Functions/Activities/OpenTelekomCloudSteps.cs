using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities;

/// <summary>Runs the steps of a publication to Open Telekom Cloud with what its account opens.</summary>
public sealed class OpenTelekomCloudSteps(
    PublicationSteps steps, TicketCredentials credentials, OpenStackAccounts logins, IamTokens tokens, ImageFileStore files)
{
    /// <summary>Runs a step with the account.</summary>
    public Task<StepResult> RunAsync(
        string publication,
        PublicationProgress progress,
        Func<Ticket, OpenTelekomCloudAccount, CancellationToken, Task<StepResult>> step,
        CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication,
            progress,
            async (ticket, stop) =>
            {
                try
                {
                    return await step(ticket, await OpenAsync(ticket, stop), stop);
                }
                catch (Exception e) when (files.WhyUnreadable(e) is { } reason)
                {
                    return StepResult.Permanent("IMAGE_CHANGED", reason);
                }
            },
            cancellationToken);

    /// <summary>Runs a step with the account and a session; a token that the cloud no longer takes is replaced once.</summary>
    public Task<StepResult> RunAsync(
        string publication,
        PublicationProgress progress,
        Func<Ticket, OpenTelekomCloudAccount, OpenStackSession, CancellationToken, Task<StepResult>> step,
        CancellationToken cancellationToken) =>
        RunAsync(
            publication,
            progress,
            (ticket, account, stop) => tokens.RunAsync(account.Credentials, session => step(ticket, account, session, stop), stop),
            cancellationToken);

    /// <summary>What a publication's account opens.</summary>
    public async Task<OpenTelekomCloudAccount> OpenAsync(Ticket ticket, CancellationToken stop)
    {
        (CloudAccount account, AccountSecrets secrets) = await credentials.FindAsync(ticket, stop);
        string? region = account["region"];
        OpenStackCredentials login = logins.Login(
            account, secrets, ticket.Request["keystoneDomain"], ticket.Request["keystoneProject"], null, ticket.Request["publishLocation"]);
        ObsBucket? bucket = account["bucket"] is { } name && account["objectStorageUrl"] is { } storage
            ? new ObsBucket(
                new Uri(storage), name, region ?? "", account["accessKeyId"] ?? "", secrets["secretAccessKeyId"] ?? "", account["pathStyle"] == "true")
            : null;
        return new OpenTelekomCloudAccount(login, bucket);
    }
}
