using System.Text;
using System.Xml.Linq;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace ImagePublishFunctions.Functions.Tests.Storage;

public sealed class SecretStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private static readonly AccountSecrets Secrets = new(new Dictionary<string, string> { ["password"] = "open-sesame-4711" });

    [Fact]
    public async Task Put_Password_IsFoundByNameAndStoredEncrypted()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        string name = SharedAzurite.UniqueName("secret");

        await place.Secrets.PutAsync(name, Secrets, default);

        Assert.Equal("open-sesame-4711", (await place.Secrets.FindAsync(name, default))!["password"]);
        TableEntity row = await place.Tables.GetTableClient("Secrets").GetEntityAsync<TableEntity>(name, "secret");
        Assert.DoesNotContain("sesame", Encoding.Latin1.GetString(row.GetBinary("Content")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Name_IsGoneAndMayBeDeletedAgain()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        string name = SharedAzurite.UniqueName("secret");
        await place.Secrets.PutAsync(name, Secrets, default);

        await place.Secrets.DeleteAsync(name, default);
        await place.Secrets.DeleteAsync(name, default);

        Assert.Null(await place.Secrets.FindAsync(name, default));
    }

    [Fact]
    public async Task DeleteAccount_ThatHasSecrets_RemovesThem()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        StoredAccount account = await place.Accounts.AddAsync(
            place.Login, new CloudAccount { Type = "CredAccountOpenStack", Name = "lab" }, Secrets, default);
        Assert.Equal("open-sesame-4711", (await place.Accounts.FindWithSecretsAsync(account.Path, default))!.Value.Secrets["password"]);

        Assert.True(await place.Accounts.DeleteAsync(account.Path, default));

        Assert.Null(await place.Secrets.FindAsync(account.SecretName, default));
        Assert.Empty(await place.Accounts.ListAsync(place.Login, default).ToListAsync());
    }

    [Fact]
    public async Task AddAccount_ThatNoRowHolds_Is413AndStoresNothing()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        var account = new CloudAccount { Type = "CredAccountOpenStack", Name = "lab" };
        string certificate = new('c', 65_536);
        var certificates = new AccountSecrets(Enumerable.Range(1, 4).ToDictionary(number => $"certificate{number}", _ => certificate));
        CloudAccount large = account with { Fields = new Dictionary<string, string> { ["login"] = new string('l', 30_000) } };

        foreach ((CloudAccount added, AccountSecrets secrets) in new[] { (account, certificates), (large, Secrets) })
        {
            RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => place.Accounts.AddAsync(place.Login, added, secrets, default));
            Assert.Equal(413, refusal.Status);
        }

        Assert.Empty(await place.Accounts.ListAsync(place.Login, default).ToListAsync());
    }

    [Fact]
    public async Task AddAccount_AsLargeAsAllowed_IsStored()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        var account = new CloudAccount
        {
            Type = "CredAccountOpenStack",
            Name = "lab",
            Fields = new Dictionary<string, string> { ["login"] = new string('\u00e4', 4_900) },
        };
        var secrets = new AccountSecrets(new Dictionary<string, string> { ["password"] = new string('p', 61_000) });

        StoredAccount stored = await place.Accounts.AddAsync(place.Login, account, secrets, default);

        Assert.Equal(secrets["password"], (await place.Accounts.FindWithSecretsAsync(stored.Path, default))!.Value.Secrets["password"]);
    }

    [Fact]
    public async Task KeyRing_Wrapped_SharesKeysBetweenWorkersAndStoresNoneInClear()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        var key = KeyRingKey.Of(Enumerable.Repeat((byte)7, 32).ToArray());
        byte[] secret = Protector(place, key).Protect("open-sesame-4711"u8.ToArray());

        byte[] read = Protector(place, key).Unprotect(secret);

        Assert.Equal("open-sesame-4711", Encoding.UTF8.GetString(read));
        await foreach (BlobItem blob in place.Blobs.GetBlobContainerClient("keys").GetBlobsAsync())
        {
            BinaryData content = (await place.Blobs.GetBlobContainerClient("keys").GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content;
            Assert.Empty(XElement.Parse(content.ToString()).Descendants("masterKey"));
        }
    }

    private static IDataProtector Protector(PublishingPlace place, KeyRingKey key)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(key);
        services.AddDataProtection().SetApplicationName("ImagePublishFunctions");
        services.Configure<KeyManagementOptions>(keys =>
        {
            keys.XmlRepository = new BlobKeyRing(place.Blobs);
            keys.XmlEncryptor = new KeyRingEncryptor(key);
        });
        return services.BuildServiceProvider().GetDataProtector("test");
    }
}
