using System.Reflection;
using System.Reflection.Emit;
using FunctionsHost.Settings;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host;

namespace FunctionsHost.Triggers;

/// <summary>From the JSON of bindings to the attributes of WebJobs extensions, and to metadata of methods.</summary>
internal sealed class BindingAttributes(IJobHostMetadataProvider extensions)
{
    public Attribute Make(Functions.Binding binding)
    {
        // The extension of timers makes no attribute from JSON; the real host has the same exception.
        if (binding.Is("timerTrigger"))
        {
            return new TimerTriggerAttribute(binding.Text("schedule"))
            {
                RunOnStartup = (bool?)binding.Json["runOnStartup"] ?? false,
                UseMonitor = (bool?)binding.Json["useMonitor"] ?? true,
            };
        }

        Type type = extensions.GetAttributeTypeFromName(binding.Type)
            ?? throw new HostException($"no extension has a binding of type {binding.Type}");
        return extensions.GetAttribute(type, binding.Json);
    }

    public Type ParameterType(Functions.Binding binding, Attribute attribute)
    {
        if (attribute is TimerTriggerAttribute)
            return typeof(TimerInfo);
        bool deferred = "true".Equals(binding.Json["properties"]?["supportsDeferredBinding"]?.ToString(), StringComparison.OrdinalIgnoreCase);
        Type requested = deferred ? typeof(ParameterBindingData) : binding.Text("dataType").ToUpperInvariant() switch
        {
            "BINARY" => typeof(byte[]),
            "STRING" => typeof(string),
            _ => typeof(object),
        };
        return extensions.GetDefaultType(attribute, FileAccess.Read, requested);
    }

    /// <summary>The constructor whose arguments the attribute's properties give, then the other properties.</summary>
    public static CustomAttributeBuilder AsMetadata(Attribute attribute)
    {
        Type type = attribute.GetType();
        Dictionary<string, object> values = type.GetProperties()
            .Select(property => (property.Name, Value: property.GetValue(attribute)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Name, pair => pair.Value!, StringComparer.OrdinalIgnoreCase);
        if (attribute is TimerTriggerAttribute timer)
            values["schedule"] = timer.ScheduleExpression;
        ConstructorInfo constructor = type.GetConstructors()
            .Where(candidate => candidate.GetParameters().All(
                parameter => values.TryGetValue(parameter.Name!, out object? value) && parameter.ParameterType.IsInstanceOfType(value)))
            .MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new NotSupportedException($"{type.Name} has no constructor for what is known of it.");
        PropertyInfo[] properties =
        [
            .. type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }
                && values.ContainsKey(property.Name)
                && Nullable.GetUnderlyingType(property.PropertyType) is null),
        ];
        return new(
            constructor,
            [.. constructor.GetParameters().Select(parameter => values[parameter.Name!])],
            properties,
            [.. properties.Select(property => values[property.Name])]);
    }
}
