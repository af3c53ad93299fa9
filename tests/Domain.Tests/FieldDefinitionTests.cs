namespace ImagePublishFunctions.Domain.Tests;

public sealed class FieldDefinitionTests
{
    [Theory]
    [InlineData(FieldKind.Boolean, "True", "true")]
    [InlineData(FieldKind.Boolean, " 0 ", "false")]
    [InlineData(FieldKind.Boolean, "yes", null)]
    [InlineData(FieldKind.WholeNumber, "0443", "443")]
    [InlineData(FieldKind.WholeNumber, "-1", "-1")]
    [InlineData(FieldKind.WholeNumber, "2147483648", null)]
    [InlineData(FieldKind.WholeNumber, "1.0", null)]
    [InlineData(FieldKind.Uri, " https://cloud:5000/v3 ", "https://cloud:5000/v3")]
    [InlineData(FieldKind.Uri, "users/guest/accounts/12", "users/guest/accounts/12")]
    [InlineData(FieldKind.Uri, "https://a b", null)]
    [InlineData(FieldKind.Text, " web 1 ", "web 1")]
    [InlineData(FieldKind.Text, "a\tb", null)]
    [InlineData(FieldKind.Text, "a\0b", null)]
    public void TryNormalize_Value_HasOneLexicalFormOrNone(FieldKind kind, string value, string? expected)
    {
        bool isValid = new FieldDefinition("field", kind).TryNormalize(value, out string? normalized);

        Assert.Equal(expected is not null, isValid);
        Assert.Equal(expected, normalized);
    }

    [Fact]
    public void TryNormalize_Secret_IsKeptAsItIs()
    {
        Assert.True(FieldDefinition.Secret("password").TryNormalize(" a b ", out string? normalized));
        Assert.Equal(" a b ", normalized);
    }

    [Fact]
    public void TryNormalize_LongerThanTheMaximum_IsRefused()
    {
        FieldDefinition field = FieldDefinition.Text("field");

        Assert.True(field.TryNormalize(new string('a', field.MaximumLength), out _));
        Assert.False(field.TryNormalize(new string('a', field.MaximumLength + 1), out _));
    }
}
