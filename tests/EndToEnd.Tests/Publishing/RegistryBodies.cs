namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Bodies of publications to registries.</summary>
internal static class RegistryBodies
{
    /// <summary>PublishImageDocker with an account given inline.</summary>
    public static string Docker(Uri registry, string login, string password, string repository, string tag = "1.0") => $"""
        <ns0:publishImage xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:PublishImageDocker">
          <credAccount xsi:type="ns0:CredAccountDocker">
            <endpointUrl>{registry}</endpointUrl><login>{login}</login><password>{password}</password>
          </credAccount>
          <namespace>team</namespace><repositoryName>{repository}</repositoryName><tagName>{tag}</tagName>
        </ns0:publishImage>
        """;

    /// <summary>PublishImageOpenShift with an account given inline.</summary>
    public static string OpenShift(Uri registry, string token, string repository) => $"""
        <ns0:publishImage xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:PublishImageOpenShift">
          <credAccount xsi:type="ns0:CredAccountOpenShift"><registryUrl>{registry}</registryUrl><token>{token}</token></credAccount>
          <namespace>team</namespace><repositoryName>{repository}</repositoryName><tagName>1.0</tagName>
        </ns0:publishImage>
        """;

    /// <summary>A stored account of a Docker registry, or the secrets for a deletion.</summary>
    public static string Account(Uri registry, string login, string password, string name) => $"""
        <ns0:credAccount xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:CredAccountDocker">
          <name>{name}</name><endpointUrl>{registry}</endpointUrl><login>{login}</login><password>{password}</password>
        </ns0:credAccount>
        """;
}
