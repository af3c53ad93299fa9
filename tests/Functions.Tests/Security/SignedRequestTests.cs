using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Functions.Tests.Security;

public sealed class SignedRequestTests
{
    private const string Secret = "SECRETKEY";
    private const string Vector = "iS1ey5gT1qDi9mqbpxY2DamKM78=";

    [Fact]
    public void Sign_TheProtocolsVector_IsItsSignature() =>
        Assert.Equal(Vector, SignedRequest.Sign("users/guest/pimages?apiKey=PUBKEY", Secret));

    [Theory]
    [InlineData("/api/users/guest/pimages?apiKey=PUBKEY&signature=iS1ey5gT1qDi9mqbpxY2DamKM78%3D", "/api/users/guest/pimages")]
    [InlineData("/api/users/guest/pimages?signature=iS1ey5gT1qDi9mqbpxY2DamKM78%3D&apiKey=PUBKEY", "/api/users/guest/pimages")]
    [InlineData("/API/users/guest/pimages?apiKey=PUBKEY&signature=iS1ey5gT1qDi9mqbpxY2DamKM78=", "/API/users/guest/pimages")]
    public void Matches_TheProtocolsVectorInAnyOrder_IsTrue(string target, string path)
    {
        SignedRequest signed = SignedRequest.Read(target, path)!;
        Assert.Equal("PUBKEY", signed.PublicKey);
        Assert.True(signed.Matches(Secret));
        Assert.False(signed.Matches("another"));
    }

    [Fact]
    public void Matches_PathThatAGatewayWroteAnew_IsTrueAsTheClientQuotedIt()
    {
        string signature = Uri.EscapeDataString(SignedRequest.Sign("users/k%C3%A4se%40home/pimages?img=a%2Fb&apiKey=K", Secret));

        Assert.True(SignedRequest.Read($"/api/users/käse@home/pimages?img=a%2Fb&apiKey=K&signature={signature}", "/api/users/käse@home/pimages")!.Matches(Secret));
        Assert.False(SignedRequest.Read($"/api/users/käse@home/pimages?img=a/b&apiKey=K&signature={signature}", "/api/users/käse@home/pimages")!.Matches(Secret));
    }

    [Theory]
    [InlineData("/api/users/guest/pimages")]
    [InlineData("/api/users/guest/pimages?apiKey=K")]
    [InlineData("/api/users/guest/pimages?signature=S")]
    [InlineData("/api/users/guest/pimages?apiKey=&signature=S")]
    [InlineData("/api/users/guest/pimages?apiKey=K&apiKey=L&signature=S")]
    public void Read_WithoutKeyOrSignature_IsNull(string target) => Assert.Null(SignedRequest.Read(target, "/api/users/guest/pimages"));
}
