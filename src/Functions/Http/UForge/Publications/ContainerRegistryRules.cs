using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Reading;

namespace ImagePublishFunctions.Http.UForge.Publications;

/// <summary>
/// What a registry demands, for Docker and OpenShift: complete credentials, and names by the grammar of the OCI distribution
/// specification. Left out, the repository is named as the image and the tag as its version, where these are such names.
/// </summary>
public sealed class ContainerRegistryRules : IPublicationRules
{
    private const string Namespace = "namespace";
    private const string Repository = "repositoryName";
    private const string Tag = "tagName";

    /// <inheritdoc />
    public PublishRequest Complete(PublishRequest request, PublicationImage image, AccountSecrets? oneOffSecrets)
    {
        if (oneOffSecrets is not null) CheckAccount(request.Account, oneOffSecrets);
        Dictionary<string, string> fields = new(request.Fields);
        if (RepositoryName.TryParse(image.Name, out _)) fields.TryAdd(Repository, image.Name);
        if (TagName.IsValid(image.Version)) fields.TryAdd(Tag, image.Version);
        if (!fields.TryGetValue(Repository, out string? repository)) throw UForgeRefusals.Missing(Repository, "the image's own name can't be one.");
        if (!fields.TryGetValue(Tag, out string? tag)) throw UForgeRefusals.Missing(Tag, "the image's own version can't be one.");

        const string Grammar = "must be lower-case letters and digits, with single '.', '_' or '-' between them; parts are separated by '/'.";
        if (!RepositoryName.TryParse(repository, out _)) throw UForgeRefusals.Invalid(Repository, Grammar);
        if (fields.TryGetValue(Namespace, out string? space) && !RepositoryName.TryParse(space, out _))
            throw UForgeRefusals.Invalid(Namespace, Grammar);
        if (!RepositoryName.TryParse(space, repository, out _)) throw UForgeRefusals.Invalid(Repository, "is too long together with the namespace.");
        if (!TagName.IsValid(tag))
            throw UForgeRefusals.Invalid(Tag, "must be 1 to 128 letters, digits, '.', '_' or '-', and not begin with '.' or '-'.");
        return request with { Fields = fields };
    }

    /// <summary>Checks an account that is used once, or is about to be stored.</summary>
    /// <exception cref="RefusalException">400 naming the field.</exception>
    public static void CheckAccount(CloudAccount account, AccountSecrets secrets)
    {
        bool isOpenShift = account.Type == AccountType.OpenShift.Name;
        string url = isOpenShift ? "registryUrl" : "endpointUrl";
        string secret = isOpenShift ? "token" : "password";
        if (account[url] is null) throw UForgeRefusals.Missing($"credAccount/{url}", "the account needs the registry's URL.");
        if (!isOpenShift && account["login"] is null) throw UForgeRefusals.Missing("credAccount/login", "the account needs a user name.");
        if (secrets[secret] is null) throw UForgeRefusals.Missing($"credAccount/{secret}", $"the account needs a {secret}.");
    }
}
