using System.Text.Json;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>
/// Accepts a publication: checks it against the image, the account and the limits, then writes what a crash at any point leaves mendable:
/// the open row with the name of the secrets, the secrets, the ticket with its idempotency row, and last starts the orchestration.
/// </summary>
public sealed class PublicationIntake(
    CatalogFiles files,
    AccountStore accounts,
    SecretStore secrets,
    TicketStore tickets,
    OpenWork open,
    PublicationComposer composer,
    PublicationStarter starter,
    IdSource ids,
    TimeProvider time,
    ILogger<PublicationIntake> log)
{
    /// <summary>What a table's property holds, less room for the rest of the row.</summary>
    private const int MaximumRequestLength = 60 * 1024;

    /// <summary>Accepts a publication of an image, or finds the one that the same request made before.</summary>
    /// <param name="imagePath">The image.</param>
    /// <param name="body">What to publish.</param>
    /// <param name="key">What makes the request repeatable, null when the client gave no <c>Idempotency-Key</c>.</param>
    /// <param name="client">The durable client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">
    /// 404 no such image; 409 it has no file or one that can't be published; 400 and 501 by the body; 413 too large; 422 a key reused.
    /// </exception>
    public async Task<Ticket> AcceptAsync(
        ResourcePath imagePath, PublishImageBody body, IdempotencyKey? key, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await FindRepeatedAsync(imagePath.Login, key, cancellationToken) is { } earlier) return earlier;
        CatalogImage image = await FindImageAsync(imagePath, cancellationToken);
        PublicationOrder order = await ComposeAsync(imagePath, image, body, cancellationToken);
        if (JsonSerializer.SerializeToUtf8Bytes(order.Request).Length > MaximumRequestLength)
            throw new RefusalException(413, "REQUEST_TOO_LARGE", $"A publication holds at most {MaximumRequestLength} bytes.");
        if (order.OneOffSecrets is { } given) SecretStore.RequireRoom(given);

        while (true)
        {
            string? secretName = order.OneOffSecrets is { IsEmpty: false } ? ids.NextName() : null;
            var ticket = new Ticket
            {
                Path = imagePath.Child("pimages", ids.Next()),
                Request = order.Request,
                ImageName = image.Name,
                ImageVersion = image.Version,
                ImageRevision = image.Revision,
                ImageFormat = image.Format,
                DownloadKey = ImageFamily.Of(imagePath) == ImageFamily.Appliance ? ids.NextName() : null,
                FileETag = image.File.ETag!,
                BytesTotal = image.File.Size ?? 0,
                Created = time.GetUtcNow(),
                LastModified = time.GetUtcNow(),
                SecretName = secretName,
            };
            await open.AddAsync(ticket.Path, secretName, cancellationToken);
            if (secretName is not null) await secrets.PutAsync(secretName, order.OneOffSecrets!, cancellationToken);
            if (await tickets.TryAddAsync(ticket, key, cancellationToken))
            {
                await StartAsync(ticket, client, cancellationToken);
                return ticket;
            }

            if (secretName is not null) await secrets.DeleteAsync(secretName, cancellationToken);
            await open.RemoveAsync(ticket.Path, cancellationToken);
            if (await FindRepeatedAsync(imagePath.Login, key, cancellationToken) is { } repeated) return repeated;
        }
    }

    private async Task<CatalogImage> FindImageAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        CatalogImage image = await files.RefreshAsync(path, cancellationToken)
            ?? throw new RefusalException(404, "IMAGE_NOT_FOUND", $"Image {path.Id} not found.", "imageUri");
        return image.File.State switch
        {
            ImageFileState.None => throw new RefusalException(409, "IMAGE_HAS_NO_FILE", $"Image {path.Id} has no file yet: upload it first.", "imageUri"),
            ImageFileState.Failed when image.File.WasInspected(image.File.ETag!) => throw new RefusalException(409, "IMAGE_NOT_PUBLISHABLE", image.File.Failure!, "imageUri"),
            _ => image,
        };
    }

    private async Task<PublicationOrder> ComposeAsync(
        ResourcePath imagePath, CatalogImage image, PublishImageBody body, CancellationToken cancellationToken)
    {
        CloudAccount? stored = body.Account is { IsReference: true } reference
            ? await FindAccountAsync(imagePath.Login, reference, cancellationToken)
            : null;
        return composer.Compose(body, stored, new PublicationImage(imagePath, image.Name, image.Version, image.Format));
    }

    private async Task<CloudAccount> FindAccountAsync(string login, CredAccountBody reference, CancellationToken cancellationToken)
    {
        if (reference.ReferenceFor(login) is { } path)
            return path.Login == login && await accounts.FindAsync(path, cancellationToken) is { } found ? found.Account : throw NoAccount();
        await foreach (StoredAccount account in accounts.ListAsync(login, cancellationToken))
        {
            if (account.Account.Name == reference.Name) return account.Account;
        }

        throw NoAccount();
    }

    private static RefusalException NoAccount() => new(404, "ACCOUNT_NOT_FOUND", "The cloud account was not found.", "credAccount");

    /// <summary>The ticket stands by now: a start that fails is mended by the reconciler, and a caller who tried again would publish twice.</summary>
    private async Task StartAsync(Ticket ticket, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            await starter.StartAsync(client, ticket.Path, abandoned: false, cancellationToken);
        }
#pragma warning disable CA1031 // whatever kept it from starting, the ticket says that it was accepted
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogWarning(new EventId(110, "PublicationNotStarted"), e, "Publication {Publication} is left to the reconciler", ticket.Path);
        }
    }

    private async Task<Ticket?> FindRepeatedAsync(string login, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        if (key is null || await tickets.FindRepeatedAsync(login, key, cancellationToken) is not { } repeated) return null;
        if (!repeated.SameBody)
            throw new RefusalException(422, "IDEMPOTENCY_KEY_REUSED", "The Idempotency-Key was used for another request before.", "Idempotency-Key");
        return await tickets.FindAsync(repeated.Ticket, cancellationToken) is { Deletion: not TicketDeletion.Deleted } ticket
            ? ticket
            : throw new RefusalException(409, "PUBLICATION_DELETED", "The publication that this Idempotency-Key made was deleted.", "Idempotency-Key");
    }
}
