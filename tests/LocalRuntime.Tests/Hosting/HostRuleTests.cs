using System.Reflection;
using System.Reflection.Emit;
using FunctionsRuntime.Hosting.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LocalRuntime.Tests.Hosting;

/// <summary>What the real host would refuse or misroute is refused when the program is built.</summary>
public sealed class HostRuleTests
{
    [Theory]
    [InlineData(typeof(NotPublic), "Hidden", "public")]
    [InlineData(typeof(SameName), "Twice", "is defined 2 times")]
    [InlineData(typeof(BadName), "1st name", "name that the host refuses")]
    [InlineData(typeof(NoTrigger), "Idle", "has 0 triggers")]
    [InlineData(typeof(InstanceOrchestrator), "Orchestrate", "not static")]
    [InlineData(typeof(AsyncVoid), "Void", "async void")]
    [InlineData(typeof(PlainResult), "Plain", "returns String")]
    [InlineData(typeof(UnboundParameter), "Unbound", "'Int32 count'")]
    [InlineData(typeof(NotInRoute), "NotInRoute", "'String id'")]
    [InlineData(typeof(BadSchedule), "Span", "a time span works only on App Service plans")]
    [InlineData(typeof(MissingSchedule), "Missing", "setting 'Cleanup'")]
    [InlineData(typeof(NoConnection), "Queue", "'Elsewhere'")]
    public async Task Build_FunctionBreaksARule_IsRefusedByName(Type functions, string name, string rule)
    {
        string violation = Assert.Single((await RefusedAsync(functions)).Violations);

        Assert.Contains($"'{name}'", violation, StringComparison.Ordinal);
        Assert.Contains(rule, violation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin/x", "'admin' or 'runtime'")]
    [InlineData("Administrators", "'admin' or 'runtime'")]
    [InlineData("runtime", "'admin' or 'runtime'")]
    [InlineData("/", "breaks every endpoint")]
    [InlineData("/api/x", "breaks every endpoint")]
    [InlineData("api/{*rest}/x", "can't be parsed")]
    [InlineData("api/{id", "can't be parsed")]
    [InlineData("api/{id:int}", "constraint on 'id'")]
    [InlineData("api/{root:maxlength(0)?}", "constraint on 'root'")]
    public async Task Build_RouteTheHostCannotServe_IsRefused(string route, string rule)
    {
        HostRuleException refusal = await RefusedAsync(Functions(("F", route, ["get"])));

        Assert.Contains(rule, Assert.Single(refusal.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_NoMethods_IsRefused()
    {
        HostRuleException refusal = await RefusedAsync(Functions(("F", "api/x", [])));

        Assert.Contains("lists no HTTP methods", Assert.Single(refusal.Violations), StringComparison.Ordinal);
    }

    /// <summary>The first is the function whose name sorts first, which the real host tries first.</summary>
    [Theory]
    [InlineData("x/{id}", "x/list", "hides")]
    [InlineData("x/{*rest}", "x/{id}", "hides")]
    [InlineData("{*all}", "x", "hides")]
    [InlineData("{*all}", "{root:maxlength(0)?}", "hides")]
    [InlineData("x/{a}", "x/{b}", "can't be told from")]
    [InlineData("x/List", "X/list", "can't be told from")]
    [InlineData("x/{*a}", "x/{*b}", "can't be told from")]
    public async Task Build_RoutesMeetTheWrongWayRound_IsRefused(string first, string second, string rule)
    {
        HostRuleException refusal = await RefusedAsync(Functions(("A", first, ["get"]), ("B", second, ["post", "GET"])));

        Assert.Contains(rule, Assert.Single(refusal.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x/list", "x/{id}", "get")]
    [InlineData("x/{id}", "x/{*rest}", "get")]
    [InlineData("{root:maxlength(0)?}", "{*all}", "get")]
    [InlineData("{root:maxlength(0)?}", "{id}", "get")]
    [InlineData("x/{id}/a", "x/{id}/b", "get")]
    [InlineData("x/{id}", "x/{id}/{more}", "get")]
    [InlineData("x/{a}", "x/{b}", "post")]
    [InlineData("x/{id}", "x/list", "post")]
    public Task Build_RoutesThatBothOrdersAgreeOn_Passes(string first, string second, string secondsMethod) =>
        HostUnderTest.BuildAsync(new HostSetup(Functions(("A", first, ["get"]), ("B", second, [secondsMethod]))));

    [Fact]
    public async Task Build_HttpWithoutTheIntegration_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<HostRuleException>(
            () => HostUnderTest.BuildAsync(new HostSetup(Functions(("F", "api/x", ["get"]))) { Configure = _ => { } }));

        Assert.Contains("ConfigureFunctionsWebApplication", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_SeveralViolations_ShowsThemAll()
    {
        HostRuleException refusal = await RefusedAsync(Functions(("A", "admin", ["get"]), ("B", "api/{id:int}", ["get"])));

        Assert.Equal(2, refusal.Violations.Count);
    }

    private static Task<HostRuleException> RefusedAsync(Type functions) =>
        Assert.ThrowsAsync<HostRuleException>(() => HostUnderTest.BuildAsync(new HostSetup(functions)));

    /// <summary>A class with an HTTP function for each route: what an attribute can't take from a test's parameters.</summary>
    private static Type Functions(params (string Name, string Route, string[] Methods)[] functions)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Routes"), AssemblyBuilderAccess.Run);
        TypeBuilder type = assembly.DefineDynamicModule("Routes").DefineType(
            "Routes", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        foreach ((string name, string route, string[] methods) in functions)
        {
            MethodBuilder method = type.DefineMethod(
                name, MethodAttributes.Public | MethodAttributes.Static, typeof(IResult), [typeof(HttpRequest)]);
            method.SetCustomAttribute(new CustomAttributeBuilder(typeof(FunctionAttribute).GetConstructor([typeof(string)])!, [name]));
            method.DefineParameter(1, ParameterAttributes.None, "request").SetCustomAttribute(new CustomAttributeBuilder(
                typeof(HttpTriggerAttribute).GetConstructor([typeof(AuthorizationLevel), typeof(string[])])!,
                [AuthorizationLevel.Anonymous, methods],
                [typeof(HttpTriggerAttribute).GetProperty(nameof(HttpTriggerAttribute.Route))!],
                [route]));
            ILGenerator code = method.GetILGenerator();
            code.Emit(OpCodes.Ldnull);
            code.Emit(OpCodes.Ret);
        }

        return type.CreateType();
    }

    public static class SameName
    {
        [Function("Twice")]
        public static void One([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
        }

        [Function("twice")]
        public static void Two([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
        }
    }

    public static class BadName
    {
        [Function("1st name")]
        public static void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
        }
    }

    public static class NoTrigger
    {
        [Function("Idle")]
        public static void Run(FunctionContext context)
        {
        }
    }

    public sealed class InstanceOrchestrator
    {
        [Function("Orchestrate")]
        public Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;
    }

    public static class AsyncVoid
    {
        [Function("Void")]
#pragma warning disable MA0155 // what is tested
        public static async void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => await Task.Yield();
#pragma warning restore MA0155
    }

    public static class PlainResult
    {
        [Function("Plain")]
        public static string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/x")] HttpRequest request) => "";
    }

    public static class UnboundParameter
    {
        [Function("Unbound")]
        public static void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, int count)
        {
        }
    }

    public static class NotInRoute
    {
        [Function("NotInRoute")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{uid}")] HttpRequest request, string id)
        {
        }
    }

    public static class BadSchedule
    {
        [Function("Span")]
        public static void Run([TimerTrigger("00:05:00")] TimerInfo timer)
        {
        }
    }

    public static class MissingSchedule
    {
        [Function("Missing")]
        public static void Run([TimerTrigger("%Cleanup%")] TimerInfo timer)
        {
        }
    }

    public static class NoConnection
    {
        [Function("Queue")]
        public static void Run([QueueTrigger("q", Connection = "Elsewhere")] string message)
        {
        }
    }

    private static class NotPublic
    {
        [Function("Hidden")]
        public static void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
        }
    }
}
