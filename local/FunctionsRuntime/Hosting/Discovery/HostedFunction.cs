using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsRuntime.Hosting.Discovery;

/// <summary>A method that the runtime serves, with the parameter whose attribute says what starts it.</summary>
internal sealed record HostedFunction(string Name, MethodInfo Method, ParameterInfo TriggerParameter, TriggerBindingAttribute Trigger)
{
    /// <summary>The class and method as messages name them.</summary>
    public string EntryPoint => $"{Method.DeclaringType!.FullName}.{Method.Name}";

    public FunctionDefinition Definition { get; } = new LocalFunctionDefinition(Name, Method);

    /// <summary>The type of what the method returns in the end; null where that is nothing.</summary>
    public Type? ResultType
    {
        get
        {
            Type type = Method.ReturnType;
            if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask))
            {
                return null;
            }

            Type? open = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
            return open == typeof(Task<>) || open == typeof(ValueTask<>) ? type.GetGenericArguments()[0] : type;
        }
    }
}
