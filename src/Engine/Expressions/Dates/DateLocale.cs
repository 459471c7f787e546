using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Library;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Dates;

internal enum LocaleDefaults : byte
{
    DateAndTime,
    Date,
    Time,
}

/// <summary>
/// <c>toLocaleString</c> and its two halves: American English with its usual options, and the plain defaults of a few locales that people use for their order of
/// the numbers. Anything else is refused by name rather than answered in a form that Node would not give.
/// </summary>
internal sealed class DateLocale
{
    private readonly Evaluator _ev;
    private readonly string _locale;
    private readonly ObjectValue? _options;
    private readonly DateParts _parts;
    private readonly string _zone;

    private DateLocale(Evaluator ev, double time, in Value locale, in Value options)
    {
        _ev = ev;
        _locale = Locales.Name(ev, locale);
        _options = options.TryGetObject(out var map) ? ev.Current(map) : null;
        (_zone, var offset) = Zone(time);
        _parts = DateParts.Of(time + offset);
    }

    public static string Format(Evaluator ev, double time, in Value locale, in Value options, LocaleDefaults defaults)
    {
        if (double.IsNaN(time)) return "Invalid Date";
        return new DateLocale(ev, time, locale, options).Write(defaults);
    }

    private string? Option(string name, params ReadOnlySpan<string> allowed)
    {
        if (_options is null || !_options.Has(name) || _options.Get(name).IsUndefined) return null;
        var value = To.Text(_ev, _options.Get(name));
        return allowed.Contains(value) ? value : throw _ev.RangeError($"the option {name} has a value that is not known here");
    }

    private (string Name, double Offset) Zone(double time)
    {
        if (_options is null || _options.Get("timeZone").IsUndefined) return ("UTC", 0);
        var name = To.Text(_ev, _options.Get("timeZone"));
        if (name.ToUpperInvariant() is "UTC" or "GMT" or "ETC/UTC" or "ETC/GMT" or "Z") return ("UTC", 0);
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            throw _ev.RangeError("the option timeZone names no time zone");
        var moment = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Clamp(time, -62_135_596_800_000, 253_402_300_799_999));
        var offset = zone.GetUtcOffset(moment);
        if (AmericanName(name, offset.TotalHours, zone.IsDaylightSavingTime(moment)) is { } american) return (american, offset.TotalMilliseconds);
        var hours = offset.TotalHours;
        return ("GMT" + (hours >= 0 ? "+" : "-") + Math.Abs(offset.Hours) + (offset.Minutes != 0 ? ":" + Math.Abs(offset.Minutes).ToString("00") : ""), offset.TotalMilliseconds);
    }

    /// <summary>American English has short names for American zones only.</summary>
    private static string? AmericanName(string zone, double hours, bool isSummer)
    {
        if (zone is "Pacific/Honolulu") return "HST";
        if (zone is not ("America/New_York" or "America/Detroit" or "America/Toronto" or "America/Chicago" or "America/Denver" or "America/Phoenix" or "America/Los_Angeles"
            or "America/Vancouver" or "America/Anchorage")) return null;
        var letter = (hours - (isSummer ? 1 : 0)) switch { -5 => "E", -6 => "C", -7 => "M", -8 => "P", _ => "AK" };
        return letter + (isSummer ? "DT" : "ST");
    }

    private string Write(LocaleDefaults defaults)
    {
        var dateStyle = Option("dateStyle", "full", "long", "medium", "short");
        var timeStyle = Option("timeStyle", "full", "long", "medium", "short");
        if (dateStyle is not null || timeStyle is not null) return WriteStyles(dateStyle, timeStyle);

        var weekday = Option("weekday", "long", "short", "narrow");
        var era = Option("era", []);
        var year = Option("year", "numeric", "2-digit");
        var month = Option("month", "numeric", "2-digit", "long", "short", "narrow");
        var day = Option("day", "numeric", "2-digit");
        var hour = Option("hour", "numeric", "2-digit");
        var minute = Option("minute", "numeric", "2-digit");
        var second = Option("second", "numeric", "2-digit");
        var zone = Option("timeZoneName", "short");
        var hasDate = (weekday ?? year ?? month ?? day ?? era) is not null;
        var hasTime = (hour ?? minute ?? second) is not null;
        if (!(defaults switch { LocaleDefaults.Date => hasDate, LocaleDefaults.Time => hasTime, _ => hasDate || hasTime }))
        {
            if (defaults != LocaleDefaults.Time) year = month = day = "numeric";
            if (defaults != LocaleDefaults.Date) hour = minute = second = "numeric";
        }
        var date = Date(weekday, year, month, day);
        var time = Time(hour, minute, second, zone);
        if (date.Length == 0 || time.Length == 0) return date + time;
        return date + (month is "long" ? " at " : _locale == "sv-SE" ? " " : ", ") + time;
    }

    private string WriteStyles(string? dateStyle, string? timeStyle)
    {
        if (_locale != "en-US") throw _ev.RangeError("dateStyle and timeStyle are known for en-US only");
        var date = dateStyle switch
        {
            "full" => Date("long", "numeric", "long", "numeric"),
            "long" => Date(null, "numeric", "long", "numeric"),
            "medium" => Date(null, "numeric", "short", "numeric"),
            "short" => Date(null, "2-digit", "numeric", "numeric"),
            _ => "",
        };
        var time = timeStyle switch
        {
            "full" or "long" => Time("numeric", "2-digit", "2-digit", timeStyle),
            "medium" => Time("numeric", "2-digit", "2-digit", null),
            "short" => Time("numeric", "2-digit", null, null),
            _ => "",
        };
        return date + (date.Length > 0 && time.Length > 0 ? dateStyle is "full" or "long" ? " at " : ", " : "") + time;
    }

    private string Date(string? weekday, string? year, string? month, string? day)
    {
        var yearText = year switch { "2-digit" => DateFormat.Digits(_parts.Year % 100, 2), null => "", _ => _parts.Year <= 0 ? DateFormat.Digits(1 - _parts.Year, 1) : DateFormat.Digits(_parts.Year, 1) };
        var dayText = Number(_parts.Day, day);
        var weekdayText = weekday switch { "long" => DateFormat.WeekDays[_parts.WeekDay], "short" => DateFormat.WeekDays[_parts.WeekDay][..3], "narrow" => DateFormat.WeekDays[_parts.WeekDay][..1], _ => "" };
        if (_locale != "en-US") return OtherDate(weekday, month, yearText, day);
        if (month is null or "numeric" or "2-digit")
        {
            var numbers = Joined("/", Number(_parts.Month + 1, month), dayText, yearText);
            // A weekday beside a lone day comes after it.
            return weekdayText.Length > 0 && numbers.Length > 0 && month is null && year is null ? numbers + " " + weekdayText : Joined(", ", weekdayText, numbers);
        }
        var name = DateFormat.Months[(int)_parts.Month];
        if (month == "short") name = name[..3];
        if (month == "narrow") name = name[..1];
        var monthAndDay = Joined(" ", name, dayText);
        return Joined(", ", weekdayText, Joined(dayText.Length > 0 ? ", " : " ", monthAndDay, yearText));
    }

    private string OtherDate(string? weekday, string? month, string year, string? day)
    {
        if (weekday is not null || month is "long" or "short" or "narrow") throw _ev.RangeError("names of months and days are known for en-US only");
        var months = month is null ? "" : DateFormat.Digits(_parts.Month + 1, 2);
        var days = day is null ? "" : DateFormat.Digits(_parts.Day, 2);
        return _locale switch
        {
            "en-GB" => Joined("/", days, months, year),
            "de-DE" => Joined(".", Number(_parts.Day, day), Number(_parts.Month + 1, month), year),
            _ => Joined("-", year, months, days),
        };
    }

    private string Time(string? hour, string? minute, string? second, string? zone)
    {
        var is12 = Is12Hours();
        var text = "";
        if (hour is not null)
        {
            var hours = is12 ? (_parts.Hour + 11) % 12 + 1 : _parts.Hour;
            text = hour == "2-digit" || !is12 ? DateFormat.Digits(hours, 2) : DateFormat.Digits(hours, 1);
        }
        var isAlone = (hour is null ? 0 : 1) + (minute is null ? 0 : 1) + (second is null ? 0 : 1) == 1;
        if (minute is not null) text = Joined(":", text, DateFormat.Digits(_parts.Minute, isAlone ? 1 : 2));
        if (second is not null) text = Joined(":", text, DateFormat.Digits(_parts.Second, isAlone ? 1 : 2));
        if (hour is not null && is12) text += _parts.Hour < 12 ? " AM" : " PM";
        return zone is null || text.Length == 0 ? text : text + " " + (zone == "full" && _zone == "UTC" ? "Coordinated Universal Time" : _zone);
    }

    private bool Is12Hours()
    {
        if (_options is not null && !_options.Get("hour12").IsUndefined) return To.Boolean(_options.Get("hour12"));
        return Option("hourCycle", "h12", "h23") is { } cycle ? cycle == "h12" : _locale == "en-US";
    }

    private static string Number(double number, string? form) => form is null ? "" : DateFormat.Digits(number, form == "2-digit" ? 2 : 1);

    private static string Joined(string separator, params ReadOnlySpan<string> parts) => string.Join(separator, parts.ToArray().Where(p => p.Length > 0));
}
