using Xunit.Sdk;

namespace ImagePublishFunctions.Clouds.Tests;

/// <summary>A test that several clouds inherit; skipped, with the reason, in the class of one that isn't installed here.</summary>
[XunitTestCaseDiscoverer("ImagePublishFunctions.Clouds.Tests.ContractFactDiscoverer", "Clouds.Tests")]
public sealed class ContractFactAttribute : FactAttribute;
