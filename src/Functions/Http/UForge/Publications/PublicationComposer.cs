using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Orchestrations;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>Makes a complete, checked request of what a body says, the stored account it refers to and the image it is about.</summary>
public sealed class PublicationComposer(IEnumerable<PublicationRecipe> recipes)
{
    private readonly Dictionary<PublicationType, PublicationRecipe> _recipes = recipes.ToDictionary(recipe => recipe.Type);

    /// <summary>Composes the order.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="storedAccount">
    /// The account that the body refers to (<see cref="CredAccountBody.IsReference"/>); null for a one-off account.
    /// </param>
    /// <param name="image">The image.</param>
    /// <exception cref="RefusalException">400 naming the field; 501 naming a platform that this backend does not publish to.</exception>
    public PublicationOrder Compose(PublishImageBody body, CloudAccount? storedAccount, PublicationImage image)
    {
        CredAccountBody account = body.Account ?? throw UForgeRefusals.Missing("credAccount", "a publication needs a target account.");
        PublicationType type = PublicationTypeResolver.Resolve(body, storedAccount, image.Format);
        if (!_recipes.TryGetValue(type, out PublicationRecipe? recipe))
        {
            string why = $"Publishing to {type.AccountType.PlatformName} ({type.Name}) is not supported by this server.";
            throw new RefusalException(501, "PLATFORM_NOT_SUPPORTED", why, "credAccount/targetPlatform");
        }

        AccountSecrets? oneOffSecrets = storedAccount is null ? SecretsOf(account, type.AccountType) : null;
        PublishRequest request = new()
        {
            Type = type.Name,
            ImagePath = image.Path.Text,
            Account = storedAccount ?? AccountOf(account, type.AccountType),
            Fields = Own(body.Fields, [.. type.Fields, FieldDefinition.Text("publishLocation")]),
            ShareWith = body.ShareWith,
        };
        if (body.ShareWith.Count > 0)
        {
            if (!OpenStackAccounts.CanShare(type.AccountType.Name)) throw UForgeRefusals.Invalid("shareWith", $"is not for a {type.Name}.");
            if (request["publicImage"] == "true") throw UForgeRefusals.Invalid("shareWith", "is not for a public image: everybody has it.");
        }

        return new PublicationOrder(recipe.Rules.Complete(request, image, oneOffSecrets), recipe, oneOffSecrets);
    }

    /// <summary>The account that a body describes, without its secrets: a one-off account, or one that is about to be stored.</summary>
    /// <exception cref="RefusalException">400 naming a field that can't be part of an address.</exception>
    public static CloudAccount AccountOf(CredAccountBody body, AccountType type)
    {
        var account = new CloudAccount
        {
            Type = type.Name,
            Name = body.Name,
            PlatformName = body.PlatformName,
            Fields = Own(body.Fields, type.Fields.Where(field => !field.IsSecret), type),
        };
        AccountAddresses.Check(account, type);
        return account;
    }

    /// <summary>The secrets that a body gives for an account of a type.</summary>
    public static AccountSecrets SecretsOf(CredAccountBody body, AccountType type) =>
        new(Own(body.Secrets.Values, type.Fields.Where(field => field.IsSecret), type));

    private static Dictionary<string, string> Own(
        IReadOnlyDictionary<string, string> values, IEnumerable<FieldDefinition> fields, AccountType? type = null)
    {
        IEnumerable<string> certificates = type is { HasCertificates: true }
            ? AccountType.CertificateTypes.Select(AccountType.CertificateField)
            : [];
        return fields.Select(field => field.Name).Concat(certificates)
            .Where(values.ContainsKey)
            .ToDictionary(name => name, name => values[name]);
    }
}
