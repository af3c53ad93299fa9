using CloudSimulator.Ims;
using CloudSimulator.Registry;

namespace CloudSimulator;

/// <summary>What a simulator is started with. Everything has a default that suits tests.</summary>
public sealed record CloudSimulatorOptions
{
    /// <summary>0: any free port.</summary>
    public int KeystonePort { get; init; }

    /// <inheritdoc cref="KeystonePort"/>
    public int GlancePort { get; init; }

    /// <inheritdoc cref="KeystonePort"/>
    public int RegistryPort { get; init; }

    /// <summary>The port of the endpoint that arms faults; 0: any free port.</summary>
    public int ControlPort { get; init; }

    /// <summary>Where images are kept; null: a temporary folder that goes with the simulator.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The name of the domain of all users and projects; its id is always "default".</summary>
    public string Domain { get; init; } = "Default";

    public string Region { get; init; } = "RegionOne";

    public IReadOnlyList<SimulatedUser> Users { get; init; } = SimulatedUser.Defaults;

    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one image; Glance's own default is 1 TiB.</summary>
    public long ImageSizeCap { get; init; } = 1L << 40;

    /// <summary>Bytes of all images of a project; 0: unlimited, as Glance's own default.</summary>
    public long StorageQuota { get; init; }

    /// <inheritdoc cref="KeystonePort"/>
    public int IamPort { get; init; }

    /// <inheritdoc cref="KeystonePort"/>
    public int ImsPort { get; init; }

    /// <inheritdoc cref="KeystonePort"/>
    public int KmsPort { get; init; }

    /// <inheritdoc cref="KeystonePort"/>
    public int ObsPort { get; init; }

    /// <summary>How IMS and OBS behave.</summary>
    public ImsOptions Ims { get; init; } = new();

    /// <summary>Ids of projects that exist beside those of <see cref="Users"/>.</summary>
    public IReadOnlySet<string> ExtraProjects { get; init; } = new HashSet<string>();

    /// <summary>What the registry of container images does.</summary>
    public RegistryBehaviour Registry { get; init; } = new();

    /// <summary>Members of one image; Glance's own default.</summary>
    public int MemberQuota { get; init; } = 128;

    /// <summary>True to keep a member twice that is added twice at once, as real Glance does; false to never do so.</summary>
    public bool DoublesMembersInRaces { get; init; }

    /// <summary>For token expiry, timestamps and delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
