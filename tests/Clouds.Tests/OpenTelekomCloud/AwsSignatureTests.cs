using ImagePublishFunctions.Clouds.OpenTelekomCloud;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

/// <summary>Amazon's published examples: those of the S3 documentation, and get-vanilla of the signature test suite.</summary>
public sealed class AwsSignatureTests
{
    private const string Bucket = "https://examplebucket.s3.amazonaws.com";

    [Theory]
    [InlineData("GET", "/test.txt", "", "Range", "bytes=0-9", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("GET", "/?lifecycle", "", null, null, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/?max-keys=2&prefix=J", "", null, null, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    [InlineData(
        "PUT", "/test%24file.text", "Welcome to Amazon S3.", "x-amz-storage-class", "REDUCED_REDUNDANCY",
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    public void Sign_ExampleOfS3_HasThePublishedSignature(
        string method, string path, string body, string? header, string? value, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Bucket + path);
        var payload = AwsSignature.Hash(System.Text.Encoding.UTF8.GetBytes(body));
        request.Headers.Add("x-amz-content-sha256", payload);
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        if (method == "PUT") request.Headers.TryAddWithoutValidation("Date", "Fri, 24 May 2013 00:00:00 GMT");
        var signature = new AwsSignature("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "s3");

        signature.Sign(request, payload, new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero));

        Assert.EndsWith($"Signature={expected}", request.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sign_VanillaRequestOfTheTestSuite_HasThePublishedHeader()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://example.amazonaws.com/");
        var signature = new AwsSignature("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service");

        signature.Sign(request, AwsSignature.Hash([]), new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
            + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            request.Headers.GetValues("Authorization").Single());
    }
}
