using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// A test against <see cref="OpenStackLab"/>: skipped, with the reason, where Debian's packages are absent. With the environment
/// variable REQUIRE_ALL=1 it always runs, and then fails there.
/// </summary>
public sealed class RealOpenStackFactAttribute : FactAttribute
{
    public RealOpenStackFactAttribute() => Skip = OpenStackLab.SkipReason;
}
