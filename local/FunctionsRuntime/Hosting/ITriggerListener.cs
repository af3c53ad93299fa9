namespace FunctionsRuntime.Hosting;

/// <summary>Watches one trigger and runs its function.</summary>
internal interface ITriggerListener
{
    /// <summary>Ends when nothing of it runs any more.</summary>
    /// <param name="stopping">No new run is to start.</param>
    /// <param name="aborting">Running functions are to give up.</param>
    Task RunAsync(CancellationToken stopping, CancellationToken aborting);
}
