using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// A test against <see cref="DockerRegistry"/>: skipped, with the reason, where Debian's package is absent. With the environment variable
/// REQUIRE_ALL=1 it always runs, and then fails there.
/// </summary>
public sealed class RealRegistryFactAttribute : FactAttribute
{
    public RealRegistryFactAttribute() => Skip = DockerRegistry.SkipReason;
}
