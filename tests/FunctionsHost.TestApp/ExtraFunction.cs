using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace FunctionsHost.TestApp;

/// <summary>An app with one function, whose bindings a test chooses.</summary>
internal sealed class ExtraFunction(string binding) : IFunctionMetadataProvider
{
    public Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory) => Task.FromResult<ImmutableArray<IFunctionMetadata>>(
    [
        new DefaultFunctionMetadata
        {
            Name = "Extra",
            Language = "dotnet-isolated",
            EntryPoint = "FunctionsHost.TestApp.HttpFunctions.Throw",
            ScriptFile = "FunctionsHost.TestApp.dll",
            RawBindings = [binding],
        },
    ]);
}
