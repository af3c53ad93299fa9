using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Bodies of publications to OpenStack.</summary>
internal static class PublicationBodies
{
    /// <summary>With an account given inline, for Keystone v3.</summary>
    public static string Inline(
        Uri keystone, Uri glance, OpenStackUser user, bool isPublic = false, string? password = null, string displayName = "web-1.0") => $"""
        <ns0:publishImage xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:PublishImageOpenStack">
          <credAccount xsi:type="ns0:CredAccountOpenStack">
            <glanceUrl>{glance}</glanceUrl><keystoneUrl>{keystone}</keystoneUrl>
            <login>{user.Name}</login><password>{password ?? user.Password}</password><keystoneVersion>v3</keystoneVersion>
          </credAccount>
          <keystoneDomain>Default</keystoneDomain><keystoneProject>{user.Project}</keystoneProject>
          <displayName>{displayName}</displayName><publicImage>{(isPublic ? "true" : "false")}</publicImage>
        </ns0:publishImage>
        """;

    /// <summary>A stored account with its password, for Keystone v3.</summary>
    public static string Account(Uri keystone, Uri glance, OpenStackUser user, string name) => $"""
        <ns0:credAccount xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:CredAccountOpenStack">
          <name>{name}</name><glanceUrl>{glance}</glanceUrl><keystoneUrl>{keystone}</keystoneUrl>
          <login>{user.Name}</login><password>{user.Password}</password><keystoneVersion>v3</keystoneVersion>
        </ns0:credAccount>
        """;

    /// <summary>With a stored account, as clients echo it.</summary>
    public static string Stored(string accountUri, OpenStackUser user, string image) => $"""
        <ns1:publishImage xmlns:ns1="http://www.usharesoft.com/uforge" xmlns:ns2="http://www.w3.org/2001/XMLSchema"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns1:PublishImageOpenStack">
          <credAccount xsi:type="ns1:CredAccountOpenStack"><uri xsi:type="ns2:anyURI">{accountUri}</uri>
            <targetPlatform xsi:type="ns1:TargetPlatform"><type xsi:type="ns1:string">openstack</type></targetPlatform></credAccount>
          <imageUri xsi:type="ns2:anyURI">{image}</imageUri>
          <keystoneDomain xsi:type="ns2:string">Default</keystoneDomain><keystoneProject xsi:type="ns2:string">{user.Project}</keystoneProject>
          <displayName xsi:type="ns2:string">web</displayName>
        </ns1:publishImage>
        """;

    /// <summary>The documentation's example of a scan, as printed but for hosts, ids and credentials: Keystone v3, undeclared xsi.</summary>
    public static string DocumentationExample(Uri keystone, Uri glance, OpenStackUser user, string source) => $"""
        <ns0:publishImage xmlns:ns0="http://www.usharesoft.com/uforge">
        	<xsi:type></xsi:type>
        	<applianceUri>{source}</applianceUri>
        	<credAccount>
        		<xsi:type></xsi:type>
        		<targetPlatform>
        			<name>openstack</name>
        		</targetPlatform>
        		<glanceUrl>{glance}</glanceUrl>
        		<keystoneUrl>{keystone}</keystoneUrl>
        		<login>{user.Name}</login>
        		<password>{user.Password}</password>
        		<keystoneVersion>v3</keystoneVersion>
        	</credAccount>
        	<imageUri>{source}/images/7</imageUri>
        	<keystoneDomain>Default</keystoneDomain>
        	<keystoneProject>{user.Project}</keystoneProject>
        	<displayName>Machine Image Name Example</displayName>
        	<publicImage>true</publicImage>
        </ns0:publishImage>
        """;

    /// <summary>The documentation's example of a machine image, as printed but for hosts, ids and credentials: Keystone v2.0.</summary>
    public static string DocumentationExampleOfVersion2(Uri keystone, Uri glance, OpenStackUser user, string image) => $"""
        <ns0:publishImage xmlns:ns0="http://www.usharesoft.com/uforge">
                <xsi:type></xsi:type>
                <applianceUri>{image[..image.IndexOf("/images/", StringComparison.Ordinal)]}</applianceUri>
                <credAccount>
                        <xsi:type></xsi:type>
                        <targetPlatform>
                                <name>openstack</name>
                        </targetPlatform>
                        <glanceUrl>{glance}</glanceUrl>
                        <keystoneUrl>{keystone}</keystoneUrl>
                        <login>{user.Name}</login>
                        <password>{user.Password}</password>
                        <keystoneVersion>v2.0</keystoneVersion>
                </credAccount>
                <imageUri>{image}</imageUri>
                <instances></instances>
                <displayName>Machine Image Name Example</displayName>
                <publicImage>false</publicImage>
                <tenantName>{user.Project}</tenantName>
        </ns0:publishImage>
        """;
}
