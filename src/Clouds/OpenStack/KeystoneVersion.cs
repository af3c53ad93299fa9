namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>The version of the Identity API that an account logs in with.</summary>
public enum KeystoneVersion
{
    /// <summary>Identity v2.0: login, password and tenant. OpenStack removed it in 2018.</summary>
    V2,

    /// <summary>Identity v3: login and project in a domain.</summary>
    V3,
}
