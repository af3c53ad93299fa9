using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FunctionsRuntime.Hosting.Discovery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Rules;

/// <summary>What a function's name, class, method and result may be.</summary>
internal static partial class FunctionRules
{
    public static void CheckNames(IReadOnlyList<HostedFunction> functions, RuleViolations violations)
    {
        foreach (HostedFunction function in functions.Where(f => !ValidName().IsMatch(f.Name)))
        {
            violations.Add(
                function.Name, "has a name that the host refuses: a letter, then up to 127 letters, digits, '_' or '-', and not 'host'");
        }

        foreach (var same in functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            violations.Add(same.Key, $"is defined {same.Count()} times: {string.Join(", ", same.Select(f => f.EntryPoint))}");
        }
    }

    public static void Check(HostedFunction function, RuleViolations violations)
    {
        MethodInfo method = function.Method;
        if (!method.IsPublic || !method.DeclaringType!.IsVisible)
        {
            violations.Add(function.Name, $"is {function.EntryPoint}; its class and method have to be public to be found");
        }

        if (!method.IsStatic && method.DeclaringType!.IsAbstract)
        {
            violations.Add(function.Name, $"is {function.EntryPoint}; its class is abstract and can't be made");
        }

        if (function.Trigger is OrchestrationTriggerAttribute && !method.IsStatic)
        {
            violations.Add(function.Name, "is an orchestrator and not static; an orchestrator must not depend on injected services");
        }

        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            violations.Add(function.Name, "is async void; the host can't tell when it ends");
        }

        if (function.Trigger is HttpTriggerAttribute && function.ResultType is { } type && !IsHttpResult(type))
        {
            violations.Add(function.Name, $"returns {type.Name}; an HTTP function returns IResult, IActionResult or nothing");
        }
    }

    private static bool IsHttpResult(Type type) =>
        type == typeof(object) || type.IsAssignableTo(typeof(IResult)) || type.IsAssignableTo(typeof(IActionResult));

    /// <summary>azure-functions-host, Utility.FunctionNameValidationRegex.</summary>
    [GeneratedRegex("^[a-z][a-z0-9_-]{0,127}$(?<!^host$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ValidName();
}
