using System.ComponentModel;
using ImagePublishFunctions.TestServers;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ImagePublishFunctions.Clouds.Tests;

/// <summary>
/// Makes the test cases of <see cref="ContractFactAttribute"/>: here the inheriting class is known, in an attribute it is not.
/// </summary>
public sealed class ContractFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ContractTestCase(
            DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);

    private sealed class ContractTestCase : XunitTestCase
    {
        [EditorBrowsable(EditorBrowsableState.Never)]
        [Obsolete("For deserialisation only")]
        public ContractTestCase()
        {
        }

        public ContractTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod)
            : base(messages, display, options, testMethod)
        {
        }

        protected override string GetSkipReason(IAttributeInfo factAttribute)
        {
            return (Needs<OpenStackLab>() ? new RealOpenStackFactAttribute().Skip : null)
                ?? (Needs<UwsgiOpenStackLab>() ? new UwsgiOpenStackFactAttribute().Skip : null)
                ?? (Needs<SharedDockerRegistry>() ? new RealRegistryFactAttribute().Skip : null)
                ?? base.GetSkipReason(factAttribute);
        }

        private bool Needs<T>()
            where T : class =>
            TestMethod.TestClass.Class.ToRuntimeType().IsAssignableTo(typeof(IClassFixture<T>));
    }
}
