using System.Diagnostics.CodeAnalysis;
using DurableTask.Core.Exceptions;

namespace Microsoft.DurableTask;

/// <summary>A failure as the history keeps it: the exception's type name, message and stack, and those of its causes.</summary>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return From(exception);
    }

    public bool IsCausedBy<T>()
        where T : Exception
        => IsCausedBy(typeof(T));

    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"{targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        return !string.IsNullOrEmpty(ErrorType) && targetBaseExceptionType.IsAssignableFrom(Find(targetBaseExceptionType));
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private Type? Find(Type target) =>
        Type.GetType(ErrorType, throwOnError: false)
        ?? target.Assembly.GetType(ErrorType, throwOnError: false)
        ?? AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(ErrorType, throwOnError: false)).FirstOrDefault(t => t is not null);

    [return: NotNullIfNotNull(nameof(exception))]
    private static TaskFailureDetails? From(Exception? exception) => exception switch
    {
        null => null,
        OrchestrationException { FailureDetails: { } known } => known.ToTaskFailureDetails(),
        _ => new TaskFailureDetails(
            exception.GetType().ToString(), exception.Message, exception.StackTrace, From(exception.InnerException), null),
    };
}
