using System.Text;
using System.Xml.Linq;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>What a publication's ticket and status say.</summary>
public sealed class PublicationObjectsTests
{
    public static TheoryData<string> TypeNames => [.. PublicationType.All.Where(type => type.ShownAs is null).Select(type => type.Name)];

    [Theory]
    [InlineData(TicketState.Queued, 0, false, false, false, false, 0)]
    [InlineData(TicketState.Running, 100, false, false, false, false, 99)]
    [InlineData(TicketState.Running, -5, false, false, false, false, 0)]
    [InlineData(TicketState.Done, 40, true, false, false, true, 100)]
    [InlineData(TicketState.Failed, 40, true, true, false, false, 40)]
    [InlineData(TicketState.Failed, 400, true, true, false, false, 100)]
    [InlineData(TicketState.Cancelled, 40, false, false, true, false, 40)]
    public void Status_InEveryState_HasTheFlagsThatEveryClientUnderstands(
        TicketState state, int percentage, bool complete, bool error, bool cancelled, bool published, int shown)
    {
        Ticket publication = UForgeSamples.Ticket with { State = state, Percentage = percentage };

        foreach (UForgeObject status in new[] { PublicationObjects.Status(publication), (UForgeObject)PublicationObjects.Ticket(publication)["status"]! })
        {
            Assert.Equal(complete, status["complete"]);
            Assert.Equal(error, status["error"]);
            Assert.Equal(cancelled, status["cancelled"]);
            Assert.Equal(published, status["published"]);
            Assert.Equal(shown, status["percentage"]);
            Assert.NotEmpty(Assert.IsType<string>(status["message"]));
            Assert.Equal(state is TicketState.Failed, status["errorMessage"] is string { Length: > 0 });
        }
    }

    [Fact]
    public void Status_OfAFailure_SaysWhy()
    {
        Ticket publication = UForgeSamples.Ticket with
        {
            State = TicketState.Failed,
            Message = "Upload failed",
            ErrorMessage = "Glance answered 413",
        };

        UForgeObject status = PublicationObjects.Status(publication);

        Assert.Equal("Upload failed", status["message"]);
        Assert.Equal("Glance answered 413", status["errorMessage"]);
        Assert.Equal(false, status["detailedError"]);
    }

    [Fact]
    public void Ticket_OfAnApplianceImage_HasTheUrisThatHammrMatches()
    {
        XElement ticket = Write(PublicationObjects.Ticket(UForgeSamples.Ticket));

        Assert.Equal("7", ticket.Element("dbId")!.Value);
        Assert.Equal("users/guest/appliances/5", ticket.Element("parentUri")!.Value);
        Assert.Equal("users/guest/appliances/5/images/116", ticket.Element("imageUri")!.Value);
        Assert.Equal("users/guest/appliances/5/images/116/pimages/7", ticket.Element("uri")!.Value);
        Assert.Equal("users/guest/appliances/5/images/116/pimages/7/status", ticket.Element("statusUri")!.Value);
        Assert.Equal("web & <co>", ticket.Element("displayName")!.Value);
        Assert.Equal("true", ticket.Element("publicImage")!.Value);
        Assert.Equal("eu", ticket.Element("publishLocation")!.Value);
        Assert.Equal("OpenStack", ticket.Element("credAccount")!.Element("targetPlatform")!.Element("name")!.Value);
        Assert.Equal("users/guest/accounts/12", ticket.Element("credAccount")!.Element("uri")!.Value);
        Assert.Equal("true", ticket.Element("credAccount")!.Element("secretsMissing")!.Value);
        Assert.Equal("openstackqcow2", ticket.Element("targetFormat")!.Element("format")!.Element("name")!.Value);
    }

    [Fact]
    public void Ticket_WithASecretAmongItsFields_DoesNotShowIt()
    {
        foreach (UForgeFormat format in Enum.GetValues<UForgeFormat>())
        {
            string text = Encoding.UTF8.GetString(UForgeWriter.Write(PublicationObjects.Ticket(UForgeSamples.Ticket), format));
            Assert.DoesNotContain("never shown", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ticket_OfAFormatThatUForgeDoesNotHave_LeavesItOut()
    {
        XElement ticket = Write(PublicationObjects.Ticket(UForgeSamples.Ticket with { ImageFormat = "mars" }));

        Assert.Null(ticket.Element("format"));
        Assert.Null(ticket.Element("targetFormat"));
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Ticket_OfEveryType_FollowsTheXsd(string typeName)
    {
        PublicationType type = PublicationType.Find(typeName)!;
        Ticket publication = UForgeSamples.Ticket with
        {
            Request = UForgeSamples.Ticket.Request with
            {
                Type = typeName,
                Account = new CloudAccount { Type = type.AccountType.Name },
                Fields = type.Fields.ToDictionary(field => field.Name, field => field.Kind is Domain.FieldKind.Boolean ? "true" : "x"),
            },
            CloudId = "registry/repository@sha256:00",
        };

        XElement ticket = Write(PublicationObjects.Ticket(publication));

        Assert.All(type.Fields, field => Assert.NotNull(ticket.Element(field.Name)));
        Assert.Equal(type.AccountType.HasCertificates, ticket.Element("credAccount")!.Element("certificates") is not null);
    }

    private static XElement Write(UForgeObject value)
    {
        XDocument document = UForgeSamples.Parse(UForgeWriter.Write(value, UForgeFormat.Xml));
        Assert.Empty(UForgeXsd.Validate(document));
        return document.Root!;
    }
}
