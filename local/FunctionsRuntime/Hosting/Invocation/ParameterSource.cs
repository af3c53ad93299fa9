namespace FunctionsRuntime.Hosting.Invocation;

/// <summary>Where the value of one parameter comes from.</summary>
internal delegate object? ParameterSource(LocalFunctionContext context);
