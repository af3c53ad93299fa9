using System.Text;
using System.Xml.Linq;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Objects to write.</summary>
internal static class UForgeSamples
{
    public static DateTimeOffset Time { get; } = new(2026, 1, 5, 11, 0, 0, 120, TimeSpan.FromHours(1));

    public static Ticket Ticket { get; } = new()
    {
        Path = UForgeBodies.Path("users/guest/appliances/5/images/116/pimages/7"),
        Request = new PublishRequest
        {
            Type = "PublishImageOpenStack",
            ImagePath = "users/guest/appliances/5/images/116",
            Account = new CloudAccount
            {
                Type = "CredAccountOpenStack",
                Path = "users/guest/accounts/12",
                Name = "lab",
                Fields = new Dictionary<string, string> { ["login"] = "me", ["password"] = "never shown", ["keystoneVersion"] = "v3" },
            },
            Fields = new Dictionary<string, string>
            {
                ["displayName"] = "web & <co>",
                ["publicImage"] = "true",
                ["publishLocation"] = "eu",
            },
        },
        Created = Time,
        LastModified = Time.AddMinutes(1),
        State = TicketState.Running,
        Percentage = 25,
        Message = "Uploading",
        BytesDone = 1_048_576,
        BytesTotal = 4_194_304,
        ImageName = "web",
        ImageVersion = "1.0",
        ImageRevision = 1,
        ImageFormat = "openstackqcow2",
        FileETag = "0x1",
    };

    /// <summary>An object of a type with every field set.</summary>
    public static UForgeObject Full(string typeName)
    {
        UForgeObject result = new(typeName);
        foreach (UForgeField field in result.Type.Fields.Reverse()) result[field.Name] = ValueOf(field);
        return result;
    }

    public static XDocument Parse(byte[] xml) => XDocument.Parse(Encoding.UTF8.GetString(xml), LoadOptions.PreserveWhitespace);

    private static object ValueOf(UForgeField field) => field.Kind switch
    {
        UForgeValueKind.Text => field.Choices is [var first, ..] ? first : $"some {field.Name}".Replace(' ', '-'),
        UForgeValueKind.Boolean => true,
        UForgeValueKind.Number => 42,
        UForgeValueKind.Time => Time,
        UForgeValueKind.Part => Full(Concrete(field.TypeName!)),
        _ when field.TypeName is null => new[] { "one", "two" },
        _ => new[] { Full(Concrete(field.TypeName!)), Full(Concrete(field.TypeName!)) },
    };

    private static string Concrete(string typeName) =>
        UForgeSchema.Types.First(type => type.Is(typeName) && !type.IsAbstract).Name;
}
