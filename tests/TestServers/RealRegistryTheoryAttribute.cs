using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <inheritdoc cref="RealRegistryFactAttribute"/>
public sealed class RealRegistryTheoryAttribute : TheoryAttribute
{
    public RealRegistryTheoryAttribute() => Skip = DockerRegistry.SkipReason;
}
