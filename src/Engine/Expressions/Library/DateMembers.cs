using Keyway.Engine.Expressions.Dates;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>A date: milliseconds since 1970, or NaN. The only time zone is UTC.</summary>
internal sealed class DateObject(double time) : HostObject
{
    public double Time { get; set; } = time;
    public override Members Members => DateMembers.Instance;
    public override Value ToJson(Evaluator ev) => double.IsNaN(Time) ? Value.Null : DateFormat.Iso(Time);
}

internal static class DateMembers
{
    public static readonly Members Instance = Make();

    private static Members Make()
    {
        var members = new Members("Date", ObjectMembers.Instance)
        {
            { "getTime", 0, (in NativeCall call) => Of(call).Time },
            { "valueOf", 0, (in NativeCall call) => Of(call).Time },
            { "getTimezoneOffset", 0, (in NativeCall call) => double.IsNaN(Of(call).Time) ? double.NaN : 0 },
            { "getYear", 0, (in NativeCall call) => Part(call, p => p.Year - 1900) },
            { "toISOString", 0, (in NativeCall call) => double.IsNaN(Of(call).Time) ? throw call.Ev.RangeError("an invalid date has no ISO form") : DateFormat.Iso(Of(call).Time) },
            { "toJSON", 1, (in NativeCall call) => Of(call).ToJson(call.Ev) },
            { "toString", 0, (in NativeCall call) => Text(call, t => DateFormat.DateOnly(t) + " " + DateFormat.TimeOnly(t)) },
            { "toDateString", 0, (in NativeCall call) => Text(call, DateFormat.DateOnly) },
            { "toTimeString", 0, (in NativeCall call) => Text(call, DateFormat.TimeOnly) },
            { "toUTCString", 0, (in NativeCall call) => Text(call, DateFormat.Utc) },
            { "toGMTString", 0, (in NativeCall call) => Text(call, DateFormat.Utc) },
            { "toLocaleString", 0, (in NativeCall call) => DateLocale.Format(call.Ev, Of(call).Time, call[0], call[1], LocaleDefaults.DateAndTime) },
            { "toLocaleDateString", 0, (in NativeCall call) => DateLocale.Format(call.Ev, Of(call).Time, call[0], call[1], LocaleDefaults.Date) },
            { "toLocaleTimeString", 0, (in NativeCall call) => DateLocale.Format(call.Ev, Of(call).Time, call[0], call[1], LocaleDefaults.Time) },
            { "setTime", 1, (in NativeCall call) => Set(call, call.Number(0)) },
        };
        // Local time is UTC, so each of these goes by two names.
        foreach (var zone in new[] { "", "UTC" })
        {
            members.Add($"get{zone}FullYear", 0, (in NativeCall call) => Part(call, p => p.Year));
            members.Add($"get{zone}Month", 0, (in NativeCall call) => Part(call, p => p.Month));
            members.Add($"get{zone}Date", 0, (in NativeCall call) => Part(call, p => p.Day));
            members.Add($"get{zone}Day", 0, (in NativeCall call) => Part(call, p => p.WeekDay));
            members.Add($"get{zone}Hours", 0, (in NativeCall call) => Part(call, p => p.Hour));
            members.Add($"get{zone}Minutes", 0, (in NativeCall call) => Part(call, p => p.Minute));
            members.Add($"get{zone}Seconds", 0, (in NativeCall call) => Part(call, p => p.Second));
            members.Add($"get{zone}Milliseconds", 0, (in NativeCall call) => Part(call, p => p.Millisecond));
            members.Add($"set{zone}FullYear", 3, (in NativeCall call) => Change(call, isOfYear: true, (p, n) => p with { Year = n[0], Month = n.Or(1, p.Month), Day = n.Or(2, p.Day) }));
            members.Add($"set{zone}Month", 2, (in NativeCall call) => Change(call, isOfYear: false, (p, n) => p with { Month = n[0], Day = n.Or(1, p.Day) }));
            members.Add($"set{zone}Date", 1, (in NativeCall call) => Change(call, isOfYear: false, (p, n) => p with { Day = n[0] }));
            members.Add($"set{zone}Hours", 4, (in NativeCall call) => Change(call, isOfYear: false, (p, n) => p with { Hour = n[0], Minute = n.Or(1, p.Minute), Second = n.Or(2, p.Second), Millisecond = n.Or(3, p.Millisecond) }));
            members.Add($"set{zone}Minutes", 3, (in NativeCall call) => Change(call, isOfYear: false, (p, n) => p with { Minute = n[0], Second = n.Or(1, p.Second), Millisecond = n.Or(2, p.Millisecond) }));
            members.Add($"set{zone}Seconds", 2, (in NativeCall call) => Change(call, isOfYear: false, (p, n) => p with { Second = n[0], Millisecond = n.Or(1, p.Millisecond) }));
            members.Add($"set{zone}Milliseconds", 1, (in NativeCall call) => Change(call, isOfYear: false, (p, n) => p with { Millisecond = n[0] }));
        }
        return members;
    }

    private static DateObject Of(in NativeCall call) => call.Self.Host as DateObject ?? throw call.Ev.TypeError($"a Date is expected, not {To.TypeName(call.Self)}");

    private static Value Part(in NativeCall call, Func<DateParts, double> take) => double.IsNaN(Of(call).Time) ? double.NaN : take(DateParts.Of(Of(call).Time));

    private static Value Text(in NativeCall call, Func<double, string> write) => double.IsNaN(Of(call).Time) ? "Invalid Date" : write(Of(call).Time);

    /// <summary>The numbers that a setter was given; without any, the first is NaN.</summary>
    private readonly struct Given(double[] numbers)
    {
        public double this[int index] => index < numbers.Length ? numbers[index] : double.NaN;
        public double Or(int index, double absent) => index < numbers.Length ? numbers[index] : absent;
    }

    private static Value Change(in NativeCall call, bool isOfYear, Func<DateParts, Given, DateParts> change)
    {
        var numbers = new double[call.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = call.Number(i);
        var time = Of(call).Time;
        // Of an invalid date only the year can be set: it becomes the first of January.
        if (double.IsNaN(time) && !isOfYear) return double.NaN;
        return Set(call, change(DateParts.Of(double.IsNaN(time) ? 0 : time), new Given(numbers)).Time);
    }

    private static Value Set(in NativeCall call, double time)
    {
        var date = Of(call);
        date.Time = DateParts.Clip(time);
        date.Mix(call.ArgumentLabels);
        return date.Time;
    }
}

/// <summary><c>Date</c> itself.</summary>
internal static class DateStatics
{
    public static readonly Native Constructor = new("Date", 7, LabelRule.Derives, (in NativeCall call) => DateFormat.DateOnly(call.Ev.NowMilliseconds) + " " + DateFormat.TimeOnly(call.Ev.NowMilliseconds))
    {
        Construct = (in NativeCall call) => Value.FromHost(new DateObject(Construct(call))),
        IsInstance = value => value.Host is DateObject,
        Statics = new Members("Function", FunctionMembers.Instance)
        {
            { "now", 0, (in NativeCall call) => call.Ev.NowMilliseconds },
            { "parse", 1, (in NativeCall call) => DateParse.Parse(call.Text(0)) },
            { "UTC", 7, (in NativeCall call) => FromParts(call) },
        },
    };

    private static double Construct(in NativeCall call)
    {
        if (call.Count == 0) return call.Ev.NowMilliseconds;
        if (call.Count > 1) return FromParts(call);
        if (call[0].Host is DateObject date) return date.Time;
        var primitive = To.Primitive(call.Ev, call[0], Hint.None);
        return primitive.Kind == ValueKind.String ? DateParse.Parse(primitive.RawText!) : DateParts.Clip(To.Number(call.Ev, primitive));
    }

    private static double FromParts(in NativeCall call)
    {
        var year = call.Number(0);
        if (Math.Truncate(year) is >= 0 and <= 99) year = 1900 + Math.Truncate(year);
        return DateParts.Clip(new DateParts(year, Or(call, 1, 0), Or(call, 2, 1), Or(call, 3, 0), Or(call, 4, 0), Or(call, 5, 0), Or(call, 6, 0)).Time);
    }

    private static double Or(in NativeCall call, int index, double absent) => index < call.Count ? call.Number(index) : absent;
}
