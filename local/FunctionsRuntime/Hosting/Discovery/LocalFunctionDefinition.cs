using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsRuntime.Hosting.Discovery;

/// <summary>What middleware can learn of a function. Bindings carry the names that the real host gives them.</summary>
internal sealed class LocalFunctionDefinition(string name, MethodInfo method) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. method.GetParameters().Select(p => new FunctionParameter(p.Name!, p.ParameterType))];

    public override string PathToAssembly => method.Module.FullyQualifiedName;

    public override string EntryPoint => $"{method.DeclaringType!.FullName}.{method.Name}";

    public override string Id => name;

    public override string Name => name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = method.GetParameters()
        .Select(p => (p.Name, Attribute: p.GetCustomAttribute<BindingAttribute>()))
        .Where(p => p.Attribute is not null)
        .ToImmutableDictionary(p => p.Name!, p => (BindingMetadata)new Input(p.Name!, KindOf(p.Attribute!)), StringComparer.Ordinal);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    /// <summary>HttpTriggerAttribute is "httpTrigger" to the host, and so on.</summary>
    private static string KindOf(BindingAttribute attribute)
    {
        string name = attribute.GetType().Name[..^"Attribute".Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private sealed class Input(string name, string type) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
