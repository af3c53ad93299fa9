using System.Xml.Linq;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace ImagePublishFunctions.Storage;

/// <summary>Keeps the Data Protection key ring in blob container <c>keys</c>, one blob a key, so that all workers share it.</summary>
public sealed class BlobKeyRing(BlobServiceClient blobs) : IXmlRepository
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient("keys");

    /// <inheritdoc />
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            return [.. _container.GetBlobs().Select(blob => Read(blob.Name))];
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            return [];
        }
    }

    /// <inheritdoc />
    public void StoreElement(XElement element, string friendlyName)
    {
        _container.CreateIfNotExists();
        _container.UploadBlob(friendlyName + ".xml", BinaryData.FromString(element.ToString(SaveOptions.DisableFormatting)));
    }

    private XElement Read(string name) => XElement.Parse(_container.GetBlobClient(name).DownloadContent().Value.Content.ToString());
}
