using System.Security.Cryptography;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>What every <c>…/pimages</c> resource does, whatever the image was made from.</summary>
public sealed class PublicationDoor(CallerGate gate, PublicationIntake intake, TicketStore tickets, PublicationStarter starter, ShownPublications shown)
{
    /// <summary>Publishes the image of the path: 201 with the ticket. The path wins over the body's imageUri and parentUri.</summary>
    public Task<IResult> PublishAsync(
        HttpRequest request, ResourcePath image, string entitlement, DurableTaskClient client, CancellationToken cancellationToken) =>
        PublishAsync(request, image, _ => image, entitlement, client, cancellationToken);

    /// <summary>Publishes the image that the body names below the path's source: 201 with the ticket.</summary>
    public Task<IResult> PublishFromSourceAsync(
        HttpRequest request, ResourcePath source, string entitlement, DurableTaskClient client, CancellationToken cancellationToken) =>
        PublishAsync(request, source, body => ImageBelow(source, body), entitlement, client, cancellationToken);

    /// <summary>The ticket of a publication.</summary>
    public async Task<IResult> ReadAsync(HttpRequest request, ResourcePath publication, string? entitlement, CancellationToken cancellationToken) =>
        new UForgeResult(200, PublicationObjects.Ticket(await shown.FindAsync(request, publication, entitlement, cancellationToken)));

    /// <summary>The status of a publication.</summary>
    public async Task<IResult> ReadStatusAsync(
        HttpRequest request, ResourcePath publication, string? entitlement, CancellationToken cancellationToken) =>
        new UForgeResult(200, PublicationObjects.Status(await shown.FindAsync(request, publication, entitlement, cancellationToken)));

    /// <summary>Cancels a publication: its status at once, the end within seconds. Of a finished one it changes nothing.</summary>
    public async Task<IResult> CancelAsync(
        HttpRequest request, ResourcePath publication, string entitlement, DurableTaskClient client, CancellationToken cancellationToken)
    {
        Ticket ticket = await shown.FindAsync(request, publication, entitlement, cancellationToken);
        ticket = await tickets.ChangeAsync(
            publication,
            seen => seen.CancelRequested || seen.State.IsClosed() ? null : seen with { CancelRequested = true, Message = "Cancelling" },
            cancellationToken) ?? ticket;
        if (!ticket.State.IsClosed()) await starter.CancelAsync(client, publication, cancellationToken);
        return new UForgeResult(200, PublicationObjects.Status(ticket));
    }

    private async Task<IResult> PublishAsync(
        HttpRequest request,
        ResourcePath resource,
        Func<PublishImageBody, ResourcePath> imageOf,
        string entitlement,
        DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, resource.Login, entitlement, cancellationToken);
        using var hash = SHA256.Create();
        await using var content = new CryptoStream(request.Body, hash, CryptoStreamMode.Read, leaveOpen: true);
        UForgeElement root = await UForgeBodyReader.ReadAsync(content, request.ContentType, PublishImageReader.RootName, cancellationToken);
        PublishImageBody body = PublishImageReader.Read(root);
        IdempotencyKey? key = IdempotencyKey.Of(request, resource.Text, hash.Hash);
        Ticket ticket = await intake.AcceptAsync(imageOf(body), body, key, client, cancellationToken);
        return new UForgeResult(201, PublicationObjects.Ticket(ticket));
    }

    private static ResourcePath ImageBelow(ResourcePath source, PublishImageBody body)
    {
        if (body.ImageUri is null) throw new RefusalException(400, "IMAGE_URI_MISSING", "imageUri is missing: it names the image to publish.", "imageUri");
        return ResourcePath.TryParse(body.ImageUri, out ResourcePath? image) && image.Parent == source && image.Collection == "images"
            ? image
            : throw new RefusalException(400, "IMAGE_URI_INVALID", $"imageUri must be the path of an image below {source}.", "imageUri");
    }
}
