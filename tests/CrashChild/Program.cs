using CrashChild;
using FunctionsRuntime.Durable;

// Runs the scenario in the journal folder given first and stops dead when the point given second is reached as often as given third,
// so that the parent can kill it there. Tells on its output what was acknowledged.
var point = Enum.Parse<PersistencePoint>(args[1]);
var scenario = new Scenario(Console.WriteLine);
await using DurableEngine engine = scenario.Create(new DurableEngineOptions
{
    JournalDirectory = args[0],
    CompactionThreshold = 2048,
    Time = new SkippingTime(),
    Hook = new HaltingHook(point, int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture)),
});
await engine.StartAsync(CancellationToken.None);
await scenario.DriveAsync(engine.Client, CancellationToken.None);
Console.WriteLine("finished");
