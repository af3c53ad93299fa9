namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>Whether a publication's record is being deleted.</summary>
public enum TicketDeletion
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The image is being removed from the cloud; the record goes when that is done.</summary>
    FromCloud,

    /// <summary>It is deleted: nobody sees it any more, and its row goes once nothing works on it.</summary>
    Deleted,
}
