using System.Reflection;
using System.Reflection.Emit;
using FunctionsHost.Functions;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Description;

namespace FunctionsHost.Triggers;

/// <summary>
/// WebJobs wants .NET methods with attributes. This makes, at run time, a class with a static method for each function. All that one does
/// is to pass its arguments to a delegate, which it finds in a static field of its class.
/// </summary>
internal sealed class FunctionTypeBuilder(BindingAttributes bindings)
{
    /// <summary>Where the arguments of further inputs begin.</summary>
    public const int FirstInput = 3;

    private const string Targets = "Targets";

    private readonly TypeBuilder _type = AssemblyBuilder.DefineDynamicAssembly(new("WorkerFunctions"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("Functions").DefineType("Functions", TypeAttributes.Public | TypeAttributes.Class);

    private readonly List<Func<object?[], Task<object?>>> _targets = [];
    private FieldBuilder? _field;

    /// <summary>Adds a method whose parameters are the trigger, the binder, the end of the host, and the inputs.</summary>
    public void Add(Function function, Func<object?[], Task<object?>> target)
    {
        Attribute trigger = bindings.Make(function.Trigger);
        bool returns = trigger.GetType().GetCustomAttribute<BindingAttribute>()!.TriggerHandlesReturnValue;
        Define(
            function.Name,
            returns ? typeof(Task<object>) : typeof(Task),
            [
                Bound(function.Trigger, trigger),
                new("_binder", typeof(Microsoft.Azure.WebJobs.Binder), null),
                new("_cancellationToken", typeof(CancellationToken), null),
                .. function.Inputs.Select(input => Bound(input, bindings.Make(input))),
            ],
            target);
    }

    /// <summary>Adds a method that nothing triggers: it is called to see what an input is bound to.</summary>
    public void AddProbe(string name, Functions.Binding input, Func<object?[], Task<object?>> target) =>
        Define(name, typeof(Task), [new("value", typeof(string), bindings.Make(input))], target)
            .SetCustomAttribute(new(typeof(NoAutomaticTriggerAttribute).GetConstructor([])!, []));

    public Type Build()
    {
        Type type = _type.CreateType();
        type.GetField(Targets)!.SetValue(null, _targets.ToArray());
        return type;
    }

    private Parameter Bound(Functions.Binding binding, Attribute attribute) =>
        new(binding.Name, bindings.ParameterType(binding, attribute), attribute);

    private MethodBuilder Define(string name, Type returns, IReadOnlyList<Parameter> parameters, Func<object?[], Task<object?>> target)
    {
        _field ??= _type.DefineField(Targets, typeof(Func<object?[], Task<object?>>[]), FieldAttributes.Public | FieldAttributes.Static);
        MethodBuilder method = _type.DefineMethod(
            name, MethodAttributes.Public | MethodAttributes.Static, returns, [.. parameters.Select(parameter => parameter.Type)]);
        method.SetCustomAttribute(new(typeof(FunctionNameAttribute).GetConstructor([typeof(string)])!, [name]));

        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldsfld, _field);
        code.Emit(OpCodes.Ldc_I4, _targets.Count);
        code.Emit(OpCodes.Ldelem_Ref);
        code.Emit(OpCodes.Ldc_I4, parameters.Count);
        code.Emit(OpCodes.Newarr, typeof(object));
        for (int i = 0; i < parameters.Count; i++)
        {
            ParameterBuilder parameter = method.DefineParameter(i + 1, ParameterAttributes.None, parameters[i].Name);
            if (parameters[i].Attribute is { } attribute)
                parameter.SetCustomAttribute(BindingAttributes.AsMetadata(attribute));
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldarg, i);
            if (parameters[i].Type.IsValueType)
                code.Emit(OpCodes.Box, parameters[i].Type);
            code.Emit(OpCodes.Stelem_Ref);
        }

        code.Emit(OpCodes.Callvirt, typeof(Func<object?[], Task<object?>>).GetMethod(nameof(Action.Invoke))!);
        code.Emit(OpCodes.Ret);
        _targets.Add(target);
        return method;
    }

    private sealed record Parameter(string Name, Type Type, Attribute? Attribute);
}
