using System.Reflection;
using System.Text;
using Azure.Storage.Queues.Models;
using FunctionsRuntime.Hosting.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsRuntime.Hosting.Invocation;

/// <summary>Decides once a function how each of its parameters is filled in.</summary>
internal static class ParameterBinding
{
    /// <summary>Null when nothing that the runtime knows fits the parameter.</summary>
    public static ParameterSource? For(HostedFunction function, ParameterInfo parameter, Func<DurableTaskClient> durable)
    {
        Type type = parameter.ParameterType;
        if (parameter == function.TriggerParameter)
        {
            return ForTrigger(function, type);
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            return type == typeof(DurableTaskClient) ? _ => durable() : null;
        }

        if (type == typeof(FunctionContext))
        {
            return context => context;
        }

        if (type == typeof(CancellationToken))
        {
            return context => context.CancellationToken;
        }

        return type == typeof(string) && BindingNames(function).Contains(parameter.Name!, StringComparer.OrdinalIgnoreCase)
            ? context => context.BindingContext.BindingData.GetValueOrDefault(parameter.Name!)
            : null;
    }

    private static ParameterSource? ForTrigger(HostedFunction function, Type type) => function.Trigger switch
    {
        HttpTriggerAttribute when type == typeof(HttpRequest) => context => ((HttpContext)context.Input.Value!).Request,
        QueueTriggerAttribute when type == typeof(QueueMessage) => context => context.Input.Value,
        QueueTriggerAttribute when type == typeof(string) => context => Encoding.UTF8.GetString(Body(context).ToMemory().Span),
        QueueTriggerAttribute when type == typeof(BinaryData) => Body,
        QueueTriggerAttribute when type == typeof(byte[]) => context => Body(context).ToArray(),
        TimerTriggerAttribute when type == typeof(TimerInfo) => context => context.Input.Value,
        OrchestrationTriggerAttribute when type == typeof(TaskOrchestrationContext) => context => context.Input.Value,
        ActivityTriggerAttribute => context => context.Input.Value,
        _ => null,
    };

    private static BinaryData Body(LocalFunctionContext context) => ((QueueMessage)context.Input.Value!).Body;

    /// <summary>What a function may ask for by a parameter's name: route values, or the instance id of an activity.</summary>
    private static IEnumerable<string> BindingNames(HostedFunction function) => function.Trigger switch
    {
        HttpTriggerAttribute => Http.HttpRoute.ParameterNames(function),
        ActivityTriggerAttribute => ["instanceId"],
        _ => [],
    };
}
