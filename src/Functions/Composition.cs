using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Activities.Sharing;
using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.Catalog;
using ImagePublishFunctions.Http.ImageSharing;
using ImagePublishFunctions.Http.ImageSharing.Extension;
using ImagePublishFunctions.Http.ImageSharing.Native;
using ImagePublishFunctions.Http.Shares;
using ImagePublishFunctions.Http.UForge;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Sources;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Queues;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.Storage.Containers;
using ImagePublishFunctions.Timers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;

namespace ImagePublishFunctions;

/// <summary>What the backend is made of: every service once, room by room.</summary>
internal static class Composition
{
    /// <summary>
    /// The host's own limit. The doors have smaller ones, which they tell of; this server breaks the connection of a body beyond its own, and the answer
    /// with it.
    /// </summary>
    private const long MaximumBody = 104_857_600;

    /// <summary>Messages are JSON as it is, as host.json says.</summary>
    private static QueueClientOptions QueueOptions => new() { MessageEncoding = QueueMessageEncoding.None };

    public static void AddImagePublishing(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<RequestLog>();
        builder.UseMiddleware<AuditLog>();
        builder.UseMiddleware<RefusalMiddleware>();
        builder.UseMiddleware<CallerAddress>();
        IServiceCollection services = builder.Services;
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = MaximumBody);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IdSource>();
        AddStorage(services, builder.Configuration);
        AddSecurity(services, builder.Configuration);
        AddPublishing(services, builder.Configuration);
        AddContainerRegistries(services);
        AddOpenTelekomCloud(services);
        AddImageSharing(services, builder.Configuration);
        AddSharing(services, builder.Configuration);
        AddSharingByUsersAndQueue(services);
        services.AddSingleton(HistoryOptions.From(builder.Configuration));
        services.AddSingleton<IErrorShape, ProblemShape>();
        services.AddSingleton<IErrorShape, UForgeErrorShape>();
    }

    private static void AddStorage(IServiceCollection services, IConfiguration configuration)
    {
        StorageOptions options = StorageOptions.From(configuration);
        if (options.ConnectionString is { } connection)
        {
            services.AddSingleton(new TableServiceClient(connection));
            services.AddSingleton(new BlobServiceClient(connection));
            services.AddSingleton(new QueueServiceClient(connection, QueueOptions));
        }
        else
        {
            TokenCredential credential = new DefaultAzureCredential();
            services.AddSingleton(new TableServiceClient(new Uri($"https://{options.AccountName}.table.core.windows.net"), credential));
            services.AddSingleton(new BlobServiceClient(new Uri($"https://{options.AccountName}.blob.core.windows.net"), credential));
            services.AddSingleton(
                new QueueServiceClient(new Uri($"https://{options.AccountName}.queue.core.windows.net"), credential, QueueOptions));
        }

        services.AddSingleton<TicketStore>();
        services.AddSingleton<OpenWork>();
        services.AddSingleton<ClosedTickets>();
        services.AddSingleton<SecretStore>();
        services.AddSingleton<UserStore>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<CatalogStore>();
        services.AddSingleton<CatalogFiles>();
        services.AddSingleton<ImageFileStore>();
        services.AddHostedService<StorageInitializer>();
    }

    private static void AddSecurity(IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataProtection().SetApplicationName("ImagePublishFunctions");
        services.AddSingleton<IXmlRepository, BlobKeyRing>();
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository>((keys, ring) => keys.XmlRepository = ring);
        if (KeyRingKey.From(configuration) is { } key)
        {
            services.AddSingleton(key);
            services.Configure<KeyManagementOptions>(keys => keys.XmlEncryptor = new KeyRingEncryptor(key));
        }

        services.AddSingleton(SecurityOptions.From(configuration));
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<FailedLogins>();
        services.AddSingleton<CallerIdentity>();
        services.AddSingleton<CallerGate>();

        // ASP.NET Core's own line for a request has its query, which may hold the signature of an API key or the key of a download.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning));
        services.AddSingleton(OutboundGuardOptions.From(configuration));
        services.AddSingleton<OutboundGuard>();
    }

    private static void AddPublishing(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider =>
            new HttpClient(provider.GetRequiredService<OutboundGuard>(), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan });
        services.AddSingleton(provider => new KeystoneClient(provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new GlanceClient(provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TicketCredentials>();
        services.AddSingleton<OpenStackAccounts>();
        services.AddSingleton<OpenStackSessions>();
        services.AddSingleton<PublicationSteps>();
        services.AddSingleton<PublicationStarter>();
        services.AddSingleton(ReconcilerOptions.From(configuration));
        services.AddSingleton<PublicationComposer>();
        services.AddSingleton<PublicationIntake>();
        services.AddSingleton<ShownPublications>();
        services.AddSingleton<PublicationDoor>();
        services.AddSingleton<PublicationListDoor>();
        services.AddSingleton<PublicationDeletionDoor>();
        services.AddSingleton<PublicationDownloadDoor>();
        services.AddSingleton<AccountResources>();
        services.AddSingleton<PublicationSatelliteDoor>();
        services.AddSingleton<SourceDoor>();
        services.AddSingleton<CatalogImageDoor>();
        services.AddSingleton<CatalogFileDoor>();
        PublicationType[] openStackFamily = [PublicationType.OpenStack, PublicationType.SuseCloud, PublicationType.Cloudwatt, PublicationType.K5];
        foreach (PublicationType type in openStackFamily)
        {
            services.AddSingleton(new PublicationRecipe(
                type, nameof(PublishToOpenStack), nameof(OpenStackActivities.RemoveFromOpenStackAsync), new OpenStackPublicationRules()));
        }
    }

    private static void AddContainerRegistries(IServiceCollection services)
    {
        services.AddSingleton(provider => new RegistryClient(provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ContainerWorkStore>();
        services.AddSingleton<ContainerArchive>();
        services.AddSingleton<RegistryBlobStore>();
        services.AddSingleton<RegistrySessions>();
        foreach (PublicationType type in new[] { PublicationType.Docker, PublicationType.OpenShift })
        {
            services.AddSingleton(new PublicationRecipe(
                type,
                nameof(PublishToContainerRegistry),
                nameof(ContainerRegistryRemovals.RemoveFromContainerRegistryAsync),
                new ContainerRegistryRules())
            {
                Removal = nameof(ContainerRegistryRemovals.DeleteFromContainerRegistryAsync),
            });
        }
    }

    private static void AddOpenTelekomCloud(IServiceCollection services)
    {
        services.AddSingleton<IamTokens>();
        services.AddSingleton(provider => new ImsClient(provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ImsJobsClient(provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ObsClient(provider.GetRequiredService<HttpClient>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OpenTelekomCloudSteps>();
        services.AddSingleton<OpenTelekomCloudWork>();
        services.AddSingleton(new PublicationRecipe(
            PublicationType.OpenTelekomCloud,
            nameof(PublishToOpenTelekomCloud),
            nameof(OpenTelekomCloudActivities.RemoveFromOpenTelekomCloudAsync),
            new OpenTelekomCloudPublicationRules()));
    }

    private static void AddImageSharing(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(ConfiguredClouds.From(configuration));
        services.AddSingleton<ConfiguredCloudClients>();
        services.AddSingleton(OwnAddress.From(configuration));
        services.AddSingleton<CloudChoice>();
        services.AddSingleton<CloudTokenGate>();
        services.AddSingleton(SharingDoorOptions.From(configuration));
        services.AddSingleton<CloudReads>();
        services.AddSingleton<ImageReadDoor>();
        services.AddSingleton<NativeShares>();
        services.AddSingleton<MemberDoor>();
        services.AddSingleton<BatchDoor>();
        services.AddSingleton<JobDoor>();
        services.AddSingleton<QuotaDoor>();
        services.AddSingleton<IErrorShape, ExtensionErrorShape>();
        services.AddSingleton<IErrorShape, GlanceErrorShape>();
    }

    private static void AddSharing(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ShareJobStore>();
        services.AddSingleton<ShareSliceStore>();
        services.AddSingleton<ShareMatrices>();
        services.AddSingleton<LeaseStore>();
        services.AddSingleton<OpenShares>();
        services.AddSingleton<NativeCallStore>();
        services.AddSingleton<ShareStorage>();
        services.AddSingleton(ShareOptions.From(configuration));
        services.AddSingleton<ShareSessions>();
        services.AddSingleton<ImageLeases>();
        services.AddSingleton<ProjectNames>();
        services.AddSingleton<ShareSliceSource>();
        services.AddSingleton<EncryptedImages>();
        services.AddSingleton<MemberFanOut>();
        services.AddSingleton<IShareDriver>(provider => provider.GetRequiredService<MemberFanOut>());
        services.AddSingleton<IShareDriver, BatchMembers>();
        services.AddSingleton<ShareSliceRunner>();
        services.AddSingleton<ShareStarter>();
        services.AddSingleton<ShareIntake>();
    }

    private static void AddSharingByUsersAndQueue(IServiceCollection services)
    {
        services.AddSingleton<PoisonedMessages>();
        services.AddSingleton<ShareReplies>();
        services.AddSingleton<IShareObserver, ShareReplyObserver>();
        services.AddSingleton<ShareDoor>();
        services.AddHostedService<QueueInitializer>();
    }
}
