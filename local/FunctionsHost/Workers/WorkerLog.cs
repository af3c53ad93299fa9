using System.Collections.Concurrent;
using FunctionsHost.Rpc;

namespace FunctionsHost.Workers;

/// <summary>Writes what a worker logs while it runs a function, under the categories of the real host.</summary>
internal sealed class WorkerLog(ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, ILogger> _loggers = new();

    public void Write(string function, RpcLog entry)
    {
        string category = entry.LogCategory == RpcLog.Types.RpcLogCategory.User ? $"Function.{function}.User" : $"Function.{function}";
        string text = entry.Exception is { } exception ? $"{entry.Message}\n{exception.Message}\n{exception.StackTrace}" : entry.Message;
        _loggers.GetOrAdd(category, loggers.CreateLogger).Log((LogLevel)entry.Level, "{Text}", text);
    }
}
