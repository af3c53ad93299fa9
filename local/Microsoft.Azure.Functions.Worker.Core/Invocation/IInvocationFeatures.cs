namespace Microsoft.Azure.Functions.Worker;

/// <summary>Typed companions of an invocation, one a type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    void Set<T>(T instance);

    T? Get<T>();
}
