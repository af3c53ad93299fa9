using CloudSimulator;
using CloudSimulator.Faults;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

public sealed class IamTokensTests
{
    [Fact]
    public async Task Open_Again_UsesTheSameToken()
    {
        await using var bed = await TelekomBed.StartAsync();

        Assert.Same(await bed.LogInAsync(TelekomBed.Publisher), await bed.LogInAsync(TelekomBed.Publisher));
        Assert.NotEqual(await bed.LogInAsync(TelekomBed.Publisher), await bed.LogInAsync(TelekomBed.Consumer));
    }

    [Fact]
    public async Task Open_TokenThatIsExpiredAlready_GetsANewOne()
    {
        await using var bed = await TelekomBed.StartAsync(new CloudSimulatorOptions { TokenLifetime = TimeSpan.Zero });

        Assert.NotEqual(await bed.LogInAsync(TelekomBed.Publisher), await bed.LogInAsync(TelekomBed.Publisher));
    }

    [Fact]
    public async Task Run_TokenRevoked_IsRenewedOnce()
    {
        await using var bed = await TelekomBed.StartAsync();
        await bed.LogInAsync(TelekomBed.Publisher);
        bed.Cloud.RevokeTokens();

        var quotas = await bed.Tokens.RunAsync(
            bed.Credentials(TelekomBed.Publisher), session => bed.Members.ListQuotasAsync(session, CancellationToken.None), CancellationToken.None);

        Assert.NotEmpty(quotas);
    }

    [Fact]
    public async Task Run_ServiceThatRefusesEveryToken_IsAskedTwice()
    {
        await using var bed = await TelekomBed.StartAsync();
        var fault = bed.Server.Faults.Add(new Fault { Kind = FaultKind.Status, Service = "ims", Status = 401, Times = null });

        var error = await Assert.ThrowsAsync<CloudException>(() => bed.Tokens.RunAsync(
            bed.Credentials(TelekomBed.Publisher), session => bed.Members.ListQuotasAsync(session, CancellationToken.None), CancellationToken.None));

        Assert.Equal(CloudErrorCode.TokenRejected, error.Code);
        Assert.Equal(2, fault.Occurred);
    }
}
