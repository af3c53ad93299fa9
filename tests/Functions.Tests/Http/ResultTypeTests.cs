using System.Reflection;
using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.Functions.Tests.Http;

/// <summary>What the real worker and host make of types of this app without asking.</summary>
public sealed class ResultTypeTests
{
    private static readonly Type[] Types = typeof(JsonAnswer<>).Assembly.GetTypes();

    public static TheoryData<string> Results => [.. Types.Where(type => type.IsAssignableTo(typeof(IResult))).Select(type => type.FullName!)];

    /// <summary>The worker serializes what a function returns once more, into its answer to the host.</summary>
    [Theory]
    [MemberData(nameof(Results))]
    public void Result_OfAFunction_HasNoPublicProperty(string type) =>
        Assert.Empty(Types.Single(known => known.FullName == type).GetProperties(BindingFlags.Instance | BindingFlags.Public));

    /// <summary>The host drops what a worker logs outside of an invocation: a service that runs there must not count on it.</summary>
    [Fact]
    public void HostedServices_OfTheApp_DoNotLog() => Assert.DoesNotContain(
        Types.Where(type => type is { IsClass: true } && type.IsAssignableTo(typeof(IHostedService))),
        type => type.GetConstructors().SelectMany(made => made.GetParameters())
            .Any(parameter => parameter.ParameterType.IsAssignableTo(typeof(ILogger)) || parameter.ParameterType == typeof(ILoggerFactory)));
}
