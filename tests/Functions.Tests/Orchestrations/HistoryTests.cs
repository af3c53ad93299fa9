using System.Reflection;
using System.Text;
using CloudSimulator;
using CloudSimulator.Ims;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Protobuf;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>
/// Histories of instances that may still be under way when a new version is deployed, recorded on Azure Storage's engine. One that no longer
/// replays means that the changed orchestration needs a new name beside the old one until that is drained.
/// </summary>
public sealed class HistoryTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Orchestrations", "Histories");

    /// <summary>The recorded histories: file names, which begin with the orchestrator's.</summary>
    public static TheoryData<string> Recorded => [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file))];

    /// <summary>What a new version of <see cref="PublishImage"/> might do otherwise than the recorded one, and how that shows.</summary>
    public static TheoryData<string, string> Changes => new()
    {
        { "another first step", "Non-Deterministic" },
        { "the last steps left out", "Non-Deterministic" },
        { "one step more", "goes on" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Replay_RecordedHistory_TakesTheSameSteps(string history)
    {
        OrchestrationStatus end = HistoryReplay.Run(Read(history), Orchestrators.All[OrchestratorOf(history)]);

        Assert.Equal(history.EndsWith("-continued", StringComparison.Ordinal) ? OrchestrationStatus.ContinuedAsNew : OrchestrationStatus.Completed, end);
    }

    [Fact]
    public void Recorded_EveryOrchestrationOfTheApp_HasAHistory()
    {
        IEnumerable<string> names = typeof(PublishImage).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => parameter.IsDefined(typeof(OrchestrationTriggerAttribute), inherit: false)))
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

        Assert.Equal(names.Order(), Directory.EnumerateFiles(Folder).Select(OrchestratorOf).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Replay_OrchestrationThatChangedItsSteps_IsFound(string change, string shown)
    {
        ITaskOrchestrator changed = Orchestrators.Of<PublishInput>(context => change switch
        {
            "another first step" => context.CallActivityAsync(nameof(TicketActivities.CloseTicketAsync), new PublishInput("x")),
            "one step more" => OneMoreAsync(context),
            _ => context.CallActivityAsync<TicketStart>(nameof(TicketActivities.BeginTicketAsync), context.GetInput<PublishInput>()),
        });

        var found = Assert.Throws<InvalidOperationException>(() => HistoryReplay.Run(Read("PublishImage-done"), changed));
        Assert.Contains(shown, found.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Recorded_HistoryInClear_HoldsNoPassword(string history)
    {
        string clear = OrchestratorRequest.Parser.ParseFrom(Convert.FromBase64String(Read(history))).ToString();

        string[] logins = [.. SimulatedUser.Defaults.Select(user => $"{user.Name}:{user.Password}"), $"{Backend.Administrator}:{Backend.AdministratorPassword}"];
        Assert.All(
            [.. logins.Select(login => login.Split(':')[1]), .. logins.Select(Base64), new ImsOptions().SecretAccessKey, DockerRegistry.Password],
            secret => Assert.DoesNotContain(secret, clear, StringComparison.Ordinal));
    }

    private static async Task OneMoreAsync(TaskOrchestrationContext context)
    {
        await PublishImage.RunAsync(context);
        await context.CallActivityAsync(nameof(TicketActivities.ForgetTicketAsync), context.GetInput<PublishInput>());
    }

    private static string OrchestratorOf(string file) => Path.GetFileName(file).Split('-')[0];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Read(string history) => File.ReadAllText(Path.Combine(Folder, history + ".txt")).TrimEnd();
}
