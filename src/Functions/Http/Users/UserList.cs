namespace ImagePublishFunctions.Http.Users;

/// <summary>Users, written while they are read.</summary>
/// <param name="Users">The users.</param>
public sealed record UserList(IAsyncEnumerable<UserView> Users);
