using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <summary>As <see cref="RealOpenStackFactAttribute"/>, against <see cref="UwsgiOpenStackLab"/>.</summary>
public sealed class UwsgiOpenStackFactAttribute : FactAttribute
{
    public UwsgiOpenStackFactAttribute() => Skip = UwsgiOpenStackLab.SkipReason;
}
