namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>An image record to be made in Glance; its data follow in an upload.</summary>
/// <param name="Id">Never used before in this Glance: ids of deleted images stay taken.</param>
/// <param name="DiskFormat">raw, qcow2, vmdk, vhd, vhdx, vdi, iso, ami, ari, aki, ploop.</param>
/// <param name="ContainerFormat">bare, ovf, ova, docker, ami, ari, aki, compressed.</param>
/// <param name="Visibility">private, shared, community, public; a member of a project may not make it public.</param>
/// <param name="Tags">At most 128 of at most 255 characters.</param>
/// <param name="Properties">At most 128; no name may be one of Glance's own (id, name, owner …).</param>
public sealed record NewGlanceImage(
    Guid Id,
    string Name,
    string DiskFormat,
    string ContainerFormat,
    string Visibility,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Properties);
