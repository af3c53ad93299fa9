using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask.Testing.Sidecar;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>
/// Durable Task's in-memory engine as it is, but for how much may run at once – by itself, one a processor, looked at twice a second – and,
/// where a clock to jump is given, how long timers take: no time.
/// </summary>
internal sealed class InMemoryEngine(JumpingClock? clock) : InMemoryOrchestrationService, IOrchestrationService
{
    int IOrchestrationService.MaxConcurrentTaskActivityWorkItems => 100;

    int IOrchestrationService.MaxConcurrentTaskOrchestrationWorkItems => 100;

    Task IOrchestrationService.CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage continuedAsNewMessage,
        OrchestrationState orchestrationState)
    {
        if (clock is not null)
        {
            foreach (TimerFiredEvent timer in timerMessages.Select(message => message.Event).OfType<TimerFiredEvent>())
            {
                clock.JumpTo(timer.FireAt);
                timer.FireAt = DateTime.UnixEpoch;
            }
        }

        return CompleteTaskOrchestrationWorkItemAsync(
            workItem,
            newOrchestrationRuntimeState,
            outboundMessages,
            orchestratorMessages,
            timerMessages,
            continuedAsNewMessage,
            orchestrationState);
    }
}
