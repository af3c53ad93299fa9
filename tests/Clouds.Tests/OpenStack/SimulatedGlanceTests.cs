namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class SimulatedGlanceTests(SimulatedCloud simulated) : GlanceContractTests(simulated.Cloud), IClassFixture<SimulatedCloud>;
