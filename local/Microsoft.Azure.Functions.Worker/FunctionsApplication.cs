namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a functions program starts.</summary>
#pragma warning disable CA1052 // the real class is not static
public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
