using Microsoft.Extensions.Configuration;
using NCrontab;

namespace FunctionsRuntime.Hosting.Timers;

/// <summary>When a timer fires: an NCRONTAB expression, in UTC as on Linux plans.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule _crontab;

    private TimerSchedule(CrontabSchedule crontab)
    {
        _crontab = crontab;
    }

    /// <param name="expression">
    /// Six fields, seconds first, or five as the real host also takes them; or the name of a setting between percent signs.
    /// </param>
    /// <exception cref="FormatException">It is neither; the message continues "Function 'x' ".</exception>
    public static TimerSchedule Parse(string expression, IConfiguration settings)
    {
        string text = expression;
        if (expression is ['%', .. var name, '%'])
        {
            text = settings[name] ?? throw new FormatException($"takes its schedule from the setting '{name}', which is missing");
        }

        int fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 };
        if (CrontabSchedule.TryParse(text, options) is { } crontab)
        {
            return new TimerSchedule(crontab);
        }

        throw TimeSpan.TryParse(text, out _)
            ? new FormatException($"has the schedule '{text}'; a time span works only on App Service plans: write NCRONTAB")
            : new FormatException($"has the schedule '{text}', which is no NCRONTAB expression");
    }

    /// <summary>The first occurrence after <paramref name="moment"/>.</summary>
    public DateTimeOffset Next(DateTimeOffset moment) => new(_crontab.GetNextOccurrence(moment.UtcDateTime), TimeSpan.Zero);

    /// <summary>The real host doesn't monitor what fires more than once a minute.</summary>
    public bool FiresOftenerThanMinutely(DateTimeOffset now) => Next(Next(now)) - Next(now) < TimeSpan.FromMinutes(1);
}
