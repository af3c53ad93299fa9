namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A parameter that the host fills in beside the trigger.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute
{
    public InputBindingAttribute()
    {
    }
}
