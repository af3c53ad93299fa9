using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Timers;

/// <summary>Where a timer stands, so that a run missed while the program was down is found. The real host keeps it in a blob.</summary>
internal sealed class TimerStatusFile(string folder, string function)
{
    private readonly string _path = Path.Combine(folder, function + ".json");

    /// <summary>Null when nothing readable was stored.</summary>
    public ScheduleStatus? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllText(_path));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(ScheduleStatus status)
    {
        Directory.CreateDirectory(folder);
        string temporary = _path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(status));
        File.Move(temporary, _path, overwrite: true);
    }
}
