namespace FunctionsRuntime.Durable;

internal static class Completions
{
    /// <summary>Completes well where there is no error.</summary>
    public static void End(this TaskCompletionSource source, Exception? error)
    {
        if (error is null)
        {
            source.TrySetResult();
        }
        else
        {
            source.TrySetException(error);
        }
    }
}
