namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>What a share does with the members of an image.</summary>
public enum ShareAction
{
    /// <summary>The owner adds projects.</summary>
    Add,

    /// <summary>The owner removes projects.</summary>
    Remove,

    /// <summary>A recipient takes the image into its list.</summary>
    Accept,

    /// <summary>A recipient keeps the image out of its list.</summary>
    Reject,

    /// <summary>A recipient takes its answer back: the member is pending again. Open Telekom Cloud has no such call.</summary>
    Reset,

    /// <summary>The owner makes the list of members equal the given one.</summary>
    Set,
}
