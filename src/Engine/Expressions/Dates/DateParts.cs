namespace Keyway.Engine.Expressions.Dates;

/// <summary>A moment taken apart as the calendar has it (UTC), and put together again. Years go far beyond those of the framework's own dates.</summary>
internal readonly record struct DateParts(double Year, double Month, double Day, double Hour, double Minute, double Second, double Millisecond)
{
    public const double MillisecondsADay = 86_400_000;

    /// <summary>0 is Sunday.</summary>
    public int WeekDay
    {
        get
        {
            var days = Math.Floor(Time / MillisecondsADay);
            return (int)(((days + 4) % 7 + 7) % 7);
        }
    }

    /// <summary>The milliseconds since 1970 that the parts stand for; parts may be out of bounds and carry over. NaN for no moment.</summary>
    public double Time
    {
        get
        {
            if (!double.IsFinite(Year + Month + Day + Hour + Minute + Second + Millisecond)) return double.NaN;
            var months = Math.Truncate(Year) * 12 + Math.Truncate(Month);
            var year = Math.Floor(months / 12);
            if (Math.Abs(year) > 400_000) return double.NaN;
            var days = DaysBefore(year, (int)(months - year * 12)) + Math.Truncate(Day) - 1;
            var time = Math.Truncate(Hour) * 3_600_000 + Math.Truncate(Minute) * 60_000 + Math.Truncate(Second) * 1000 + Math.Truncate(Millisecond);
            return days * MillisecondsADay + time;
        }
    }

    public static DateParts Of(double time)
    {
        var days = Math.Floor(time / MillisecondsADay);
        var rest = time - days * MillisecondsADay;
        // Days to a date in the proleptic Gregorian calendar, counted in eras of 400 years from a first of March.
        var shifted = days + 719_468;
        var era = Math.Floor(shifted / 146_097);
        var dayOfEra = shifted - era * 146_097;
        var yearOfEra = Math.Floor((dayOfEra - Math.Floor(dayOfEra / 1460) + Math.Floor(dayOfEra / 36_524) - Math.Floor(dayOfEra / 146_096)) / 365);
        var dayOfYear = dayOfEra - (365 * yearOfEra + Math.Floor(yearOfEra / 4) - Math.Floor(yearOfEra / 100));
        var march = Math.Floor((5 * dayOfYear + 2) / 153);
        var day = dayOfYear - Math.Floor((153 * march + 2) / 5) + 1;
        var month = march < 10 ? march + 2 : march - 10;
        var year = yearOfEra + era * 400 + (month < 2 ? 1 : 0);
        return new DateParts(year, month, day, Math.Floor(rest / 3_600_000), Math.Floor(rest / 60_000) % 60, Math.Floor(rest / 1000) % 60, rest % 1000);
    }

    /// <summary>NaN outside the range that JavaScript's dates have.</summary>
    public static double Clip(double time) => Math.Abs(time) <= 8.64e15 ? Math.Truncate(time) + 0.0 : double.NaN;

    private static double DaysBefore(double year, int month)
    {
        // Months count from March here, so that the odd day comes last.
        var shiftedYear = month < 2 ? year - 1 : year;
        var march = (month + 10) % 12;
        var era = Math.Floor(shiftedYear / 400);
        var yearOfEra = shiftedYear - era * 400;
        var dayOfYear = Math.Floor((153 * march + 2) / 5.0);
        return era * 146_097 + yearOfEra * 365 + Math.Floor(yearOfEra / 4) - Math.Floor(yearOfEra / 100) + dayOfYear - 719_468;
    }
}
