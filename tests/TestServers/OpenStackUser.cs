namespace ImagePublishFunctions.TestServers;

/// <summary>A user of a cloud that tests log in to, and its project.</summary>
public sealed record OpenStackUser(string Name, string Password, string Project, string ProjectId);
