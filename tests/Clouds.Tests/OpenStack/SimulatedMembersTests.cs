namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

public sealed class SimulatedMembersTests(SimulatedCloud simulated) : MembersContractTests(simulated.Cloud), IClassFixture<SimulatedCloud>;
