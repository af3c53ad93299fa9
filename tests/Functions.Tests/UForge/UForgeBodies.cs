using System.Text;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Orchestrations;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Bodies as clients send them, and the way they take through the reader.</summary>
internal static class UForgeBodies
{
    public const string Seed001 = "seed-001.xml";
    public const string Seed002 = "seed-002.xml";
    public const string Hammr = "hammr.xml";

    public static PublicationImage Image { get; } = new(Path("users/root/appliances/4/images/7"), "web", "1.0", "openstackqcow2");

    public static PublicationComposer Composer { get; } =
        new([new PublicationRecipe(PublicationType.OpenStack, "PublishToOpenStack", "RemoveFromOpenStackAsync", new OpenStackPublicationRules())]);

    public static string Text(string file) => File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "UForge", "Bodies", file));

    public static ResourcePath Path(string text) =>
        ResourcePath.TryParse(text, out ResourcePath? path) ? path : throw new ArgumentException(text, nameof(text));

    public static Task<UForgeElement> ParseAsync(
        string body, string? contentType = "application/xml", string rootName = PublishImageReader.RootName) =>
        ParseAsync(Encoding.UTF8.GetBytes(body), contentType, rootName);

    public static async Task<UForgeElement> ParseAsync(
        byte[] body, string? contentType = "application/xml", string rootName = PublishImageReader.RootName)
    {
        using MemoryStream stream = new(body);
        return await UForgeBodyReader.ReadAsync(stream, contentType, rootName, CancellationToken.None);
    }

    public static async Task<PublishImageBody> ReadAsync(string body, string? contentType = "application/xml") =>
        PublishImageReader.Read(await ParseAsync(body, contentType));

    /// <summary>A publication around the given elements.</summary>
    public static Task<PublishImageBody> ReadFieldsAsync(string elements) => ReadAsync(Wrap(elements));

    public static string Wrap(string elements) =>
        $"<ns0:publishImage xmlns:ns0=\"http://www.usharesoft.com/uforge\">{elements}</ns0:publishImage>";

    public static async Task<RefusalException> RefusalAsync(Func<Task> action) => await Assert.ThrowsAsync<RefusalException>(action);
}
