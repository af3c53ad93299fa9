using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Functions.Tests.Orchestrations;
using ImagePublishFunctions.Functions.Tests.Storage;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using ImagePublishFunctions.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Timers;

/// <summary>Each state that a crash between two writes can leave, and what the reconciler makes of it.</summary>
[Collection(ClosedTicketsTests.OpenWork)]
public sealed class ReconcilerTests : IAsyncLifetime
{
    private readonly SkippingTime _time = new();
    private readonly List<PublishInput> _started = [];
    private DurableTestEngine _engine = null!;
    private PublishingPlace _place = null!;
    private Reconciler _reconciler = null!;

    public async Task InitializeAsync()
    {
        var shared = new SharedAzurite();
        await shared.InitializeAsync();
        _place = await PublishingPlace.CreateAsync(shared, _time);
        await foreach (OpenPublication left in _place.Open.ListAsync(default)) await _place.Open.RemoveAsync(left.Path, default);
        ITaskOrchestrator played = Orchestrators.Of<PublishInput>(PlayAsync);
        _engine = await DurableTestEngine.StartAsync(
            new Dictionary<string, ITaskOrchestrator> { [nameof(PublishImage)] = played, [nameof(DeletePublication)] = played },
            _ => { },
            skipTimers: false);
        _reconciler = new Reconciler(
            _place.Open, _place.Tickets, _place.Closed, new PublicationStarter(NullLogger<PublicationStarter>.Instance),
            new ReconcilerOptions(TimeSpan.FromMinutes(10)), _time, NullLogger<Reconciler>.Instance);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task Reconcile_RowWhoseTicketNeverCame_IsRemovedWithItsSecretsOnceItIsOld()
    {
        Ticket ticket = await OpenAsync("never-came");
        await ReconcileAsync();
        Assert.True(await IsOpenAsync(ticket));

        _time.Skip(TimeSpan.FromMinutes(11));
        await ReconcileAsync();

        Assert.False(await IsOpenAsync(ticket));
        Assert.Null(await _place.Secrets.FindAsync(ticket.SecretName!, default));
    }

    [Fact]
    public async Task Reconcile_TicketWithoutInstance_IsStarted()
    {
        Ticket ticket = await OpenAsync("not-started");
        await _place.Tickets.TryAddAsync(ticket, null, default);

        await ReconcileAsync();

        await EndAsync(ticket);
        Assert.Contains(new PublishInput(ticket.Path.Text), _started);
    }

    [Fact]
    public async Task Reconcile_InstanceThatEndedWithoutClosingItsTicket_IsStartedToCleanUp()
    {
        Ticket ticket = await OpenAsync("ended");
        await _place.Tickets.TryAddAsync(ticket, null, default);
        await StartAsync(ticket);

        await ReconcileAsync();

        await EndAsync(ticket);
        Assert.Contains(new PublishInput(ticket.Path.Text, Abandoned: true), _started);
        Assert.True(await IsOpenAsync(ticket));
    }

    [Fact]
    public async Task Reconcile_ClosedTicketWhoseInstanceEnded_IsForgottenWithItsSecrets()
    {
        Ticket ticket = await OpenAsync("closed");
        await _place.Tickets.TryAddAsync(ticket with { State = TicketState.Done }, null, default);
        await StartAsync(ticket);

        await ReconcileAsync();

        Assert.False(await IsOpenAsync(ticket));
        Assert.Null(await _place.Secrets.FindAsync(ticket.SecretName!, default));
        Assert.Single(_started);
    }

    [Fact]
    public async Task Reconcile_InstanceAtWork_IsLeftAlone()
    {
        Ticket ticket = await OpenAsync("at-work");
        await _place.Tickets.TryAddAsync(ticket with { State = TicketState.Running }, null, default);
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(PublishImage), new PublishInput("wait"), new StartOrchestrationOptions(Ticket.InstanceIdOf(ticket.Path)));
        await _engine.Client.WaitForInstanceStartAsync(Ticket.InstanceIdOf(ticket.Path));

        await ReconcileAsync();

        Assert.True(await IsOpenAsync(ticket));
        Assert.Equal([new PublishInput("wait")], _started);
    }

    [Fact]
    public async Task Reconcile_DeletionWithoutInstance_IsStartedAndItsTicketAndSecretsKept()
    {
        Ticket ticket = await OpenAsync("deletion");
        await _place.Tickets.TryAddAsync(ticket with { State = TicketState.Done, Deletion = TicketDeletion.FromCloud }, null, default);
        await StartAsync(ticket);

        await ReconcileAsync();

        await _engine.Client.WaitForInstanceCompletionAsync(DeletePublication.InstanceIdOf(ticket.Path));
        Assert.Equal(2, _started.Count(input => input == new PublishInput(ticket.Path.Text)));
        Assert.True(await IsOpenAsync(ticket));
        Assert.NotNull(await _place.Secrets.FindAsync(ticket.SecretName!, default));
    }

    [Fact]
    public async Task Reconcile_DeletedTicketThatWasStillOpen_IsRemoved()
    {
        Ticket ticket = await OpenAsync("deleted");
        await _place.Tickets.TryAddAsync(ticket with { State = TicketState.Cancelled, Deletion = TicketDeletion.Deleted }, null, default);
        await StartAsync(ticket);

        await ReconcileAsync();

        Assert.False(await IsOpenAsync(ticket));
        Assert.Null(await _place.Tickets.FindAsync(ticket.Path, default));
    }

    [Fact]
    public async Task Reconcile_DeletionOfARecordThatBrokeOffAfterItsMark_IsFinished()
    {
        Ticket ticket = _place.Ticket() with { State = TicketState.Done, Deletion = TicketDeletion.Deleted };
        await _place.Open.TryAddAsync(ticket.Path, default);
        await _place.Tickets.TryAddAsync(ticket, null, default);

        await ReconcileAsync();

        Assert.False(await IsOpenAsync(ticket));
        Assert.Null(await _place.Tickets.FindAsync(ticket.Path, default));
    }

    [Fact]
    public async Task Reconcile_RemovalThatBrokeOffBeforeItsTicketChanged_IsForgottenWithItsSecrets()
    {
        Ticket ticket = await OpenAsync("removal");
        await _place.Tickets.TryAddAsync(ticket with { State = TicketState.Done, SecretName = null }, null, default);

        await ReconcileAsync();

        Assert.False(await IsOpenAsync(ticket));
        Assert.Null(await _place.Secrets.FindAsync(ticket.SecretName!, default));
        Assert.Equal(TicketDeletion.None, (await _place.Tickets.FindAsync(ticket.Path, default))!.Deletion);
        Assert.Empty(_started);
    }

    [Fact]
    public async Task Reconcile_RemovalAtWork_IsLeftAlone()
    {
        Ticket ticket = await OpenAsync("removing");
        await _place.Tickets.TryAddAsync(ticket with { State = TicketState.Done, Deletion = TicketDeletion.FromCloud }, null, default);
        string instance = DeletePublication.InstanceIdOf(ticket.Path);
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(DeletePublication), new PublishInput("wait"), new StartOrchestrationOptions(instance));
        await _engine.Client.WaitForInstanceStartAsync(instance);

        await ReconcileAsync();

        Assert.True(await IsOpenAsync(ticket));
        Assert.Equal([new PublishInput("wait")], _started);
    }

    private async Task PlayAsync(TaskOrchestrationContext context)
    {
        PublishInput input = context.GetInput<PublishInput>()!;
        if (!context.IsReplaying) lock (_started) _started.Add(input);
        if (input.Ticket == "wait") await context.WaitForExternalEvent<string>("never");
    }

    private async Task<Ticket> OpenAsync(string secretName)
    {
        Ticket ticket = _place.Ticket(secretName: SharedAzurite.UniqueName(secretName));
        await _place.Open.AddAsync(ticket.Path, ticket.SecretName, default);
        await _place.Secrets.PutAsync(ticket.SecretName!, new AccountSecrets(new Dictionary<string, string> { ["password"] = "p" }), default);
        return ticket;
    }

    private async Task StartAsync(Ticket ticket)
    {
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(PublishImage), new PublishInput(ticket.Path.Text), new StartOrchestrationOptions(Ticket.InstanceIdOf(ticket.Path)));
        await EndAsync(ticket);
    }

    private Task<OrchestrationMetadata> EndAsync(Ticket ticket) => _engine.Client.WaitForInstanceCompletionAsync(Ticket.InstanceIdOf(ticket.Path));

    private Task ReconcileAsync() => _reconciler.ReconcileOpenWorkAsync(new TimerInfo(), _engine.Client, default);

    private async Task<bool> IsOpenAsync(Ticket ticket) =>
        await _place.Open.ListAsync(default).AnyAsync(open => open.Path == ticket.Path);
}
