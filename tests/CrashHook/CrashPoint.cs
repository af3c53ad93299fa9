using System.Diagnostics;
using System.Globalization;

namespace CrashHook;

/// <summary>Counts the app's writes to its storage from the moment it is armed, and ends the process at the one that was chosen.</summary>
/// <param name="file">The file that arms it.</param>
/// <param name="storage">The connection string: a call is one to the storage when its address begins as an endpoint there.</param>
internal sealed class CrashPoint(string file, string storage) : IObserver<KeyValuePair<string, object?>>
{
    private readonly string[] _endpoints =
    [
        .. storage.Split(';').Where(part => part.Contains("Endpoint=", StringComparison.Ordinal)).Select(part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]),
    ];

    private readonly Lock _gate = new();
    private string? _armed;
    private int _left;
    private bool _before;
    private HttpRequestMessage? _chosen;

    public void OnNext(KeyValuePair<string, object?> value)
    {
        bool starts = value.Key == "System.Net.Http.HttpRequestOut.Start";
        if (!starts && value.Key != "System.Net.Http.HttpRequestOut.Stop") return;
        var request = (HttpRequestMessage)value.Value!.GetType().GetProperty("Request")!.GetValue(value.Value)!;
        if (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head) return;
        if (!_endpoints.Any(request.RequestUri!.AbsoluteUri.StartsWith)) return;
        lock (_gate)
        {
            if (starts) Count(request);
            else if (request == _chosen) Die();
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private void Count(HttpRequestMessage request)
    {
        string? point = Read();
        if (point != _armed)
        {
            _armed = point;
            string[] words = point?.Split(' ') ?? ["0", ""];
            (_left, _before) = (int.Parse(words[0], CultureInfo.InvariantCulture), words[1] == "before");
        }

        if (--_left != 0) return;
        if (_before) Die();
        else _chosen = request;
    }

    private string? Read()
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private void Die()
    {
        File.Delete(file);
        Process.GetCurrentProcess().Kill();
    }
}
