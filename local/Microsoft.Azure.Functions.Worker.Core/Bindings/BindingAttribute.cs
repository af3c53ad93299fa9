namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>What every trigger, input and output attribute derives from.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class BindingAttribute : Attribute
{
    public BindingAttribute()
    {
    }
}
