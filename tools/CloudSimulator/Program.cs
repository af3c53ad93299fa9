using System.Runtime.InteropServices;
using System.Text.Json;
using CloudSimulator;

const string Usage = """
    CloudSimulator: Keystone, Glance, a container registry and Open Telekom Cloud (IAM, IMS, KMS, OBS) on loopback, for demos and tests.
      --keystone-port N --glance-port N --registry-port N --control-port N   0 or absent: any free port
      --iam-port N --ims-port N --kms-port N --obs-port N                    likewise
      --data FOLDER          keeps images over restarts; absent: a temporary folder
      --users FILE           JSON: [{"name": …, "password": …, "project": …, "role": "admin|member|reader"}]
      --token-lifetime N     seconds
      --image-size-cap N --storage-quota N   bytes
    """;

var options = new CloudSimulatorOptions();
try
{
    for (var i = 0; i < args.Length; i += 2)
    {
        var value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
        options = args[i] switch
        {
            "--keystone-port" => options with { KeystonePort = int.Parse(value) },
            "--glance-port" => options with { GlancePort = int.Parse(value) },
            "--registry-port" => options with { RegistryPort = int.Parse(value) },
            "--iam-port" => options with { IamPort = int.Parse(value) },
            "--ims-port" => options with { ImsPort = int.Parse(value) },
            "--kms-port" => options with { KmsPort = int.Parse(value) },
            "--obs-port" => options with { ObsPort = int.Parse(value) },
            "--control-port" => options with { ControlPort = int.Parse(value) },
            "--data" => options with { DataFolder = Path.GetFullPath(value) },
            "--users" => options with { Users = ReadUsers(value) },
            "--token-lifetime" => options with { TokenLifetime = TimeSpan.FromSeconds(int.Parse(value)) },
            "--image-size-cap" => options with { ImageSizeCap = long.Parse(value) },
            "--storage-quota" => options with { StorageQuota = long.Parse(value) },
            _ => throw new FormatException($"Unknown option {args[i]}."),
        };
    }
}
catch (Exception error) when (error is FormatException or OverflowException or IOException or JsonException)
{
    Console.Error.WriteLine($"{error.Message}\n{Usage}");
    return 2;
}

var stop = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
await using var server = await CloudSimulatorServer.StartAsync(options);
Console.WriteLine($"keystone {server.KeystoneUrl}");
Console.WriteLine($"glance {server.GlanceUrl}");
Console.WriteLine($"registry {server.RegistryUrl}");
Console.WriteLine($"iam {server.Telekom.IamUrl}");
Console.WriteLine($"ims {server.Telekom.ImsUrl}");
Console.WriteLine($"kms {server.Telekom.KmsUrl}");
Console.WriteLine($"obs {server.Telekom.ObsUrl}");
Console.WriteLine($"control {server.ControlUrl}");
await stop.Task;
return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}

static SimulatedUser[] ReadUsers(string file) =>
    JsonSerializer.Deserialize<SimulatedUser[]>(File.ReadAllText(file), JsonSerializerOptions.Web) ?? [];
