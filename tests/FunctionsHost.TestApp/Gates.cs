using System.Collections.Concurrent;

namespace FunctionsHost.TestApp;

/// <summary>Where functions of this process wait until a test lets them go on.</summary>
internal static class Gates
{
    private static readonly ConcurrentDictionary<string, Gate> All = new();

    public static Gate Of(string name) => All.GetOrAdd(name, _ => new());

    internal sealed class Gate
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>"", "waiting", "passed" or "cancelled".</summary>
        public string State { get; private set; } = "";

        public void Open() => _opened.TrySetResult();

        public async Task PassAsync(CancellationToken cancellationToken)
        {
            State = "waiting";
            try
            {
                await _opened.Task.WaitAsync(cancellationToken);
                State = "passed";
            }
            catch (OperationCanceledException)
            {
                State = "cancelled";
                throw;
            }
        }
    }
}
