using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <inheritdoc cref="RealOpenStackFactAttribute"/>
public sealed class RealOpenStackTheoryAttribute : TheoryAttribute
{
    public RealOpenStackTheoryAttribute() => Skip = OpenStackLab.SkipReason;
}
