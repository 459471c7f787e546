using System.Globalization;

namespace Keyway.Engine.Expressions.Dates;

/// <summary>The texts of a date that do not depend on a locale.</summary>
internal static class DateFormat
{
    public static readonly string[] WeekDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static string Iso(double time)
    {
        var parts = DateParts.Of(time);
        var year = parts.Year is >= 0 and <= 9999 ? Digits(parts.Year, 4) : (parts.Year < 0 ? "-" : "+") + Digits(Math.Abs(parts.Year), 6);
        return $"{year}-{Digits(parts.Month + 1, 2)}-{Digits(parts.Day, 2)}T{Clock(parts)}.{Digits(parts.Millisecond, 3)}Z";
    }

    public static string DateOnly(double time)
    {
        var parts = DateParts.Of(time);
        return $"{WeekDays[parts.WeekDay][..3]} {Months[(int)parts.Month][..3]} {Digits(parts.Day, 2)} {Year(parts.Year)}";
    }

    public static string TimeOnly(double time) => Clock(DateParts.Of(time)) + " GMT+0000 (Coordinated Universal Time)";

    public static string Utc(double time)
    {
        var parts = DateParts.Of(time);
        return $"{WeekDays[parts.WeekDay][..3]}, {Digits(parts.Day, 2)} {Months[(int)parts.Month][..3]} {Year(parts.Year)} {Clock(parts)} GMT";
    }

    private static string Clock(DateParts parts) => $"{Digits(parts.Hour, 2)}:{Digits(parts.Minute, 2)}:{Digits(parts.Second, 2)}";

    private static string Year(double year) => year < 0 ? "-" + Digits(-year, 4) : Digits(year, 4);

    public static string Digits(double number, int length) => ((long)number).ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
}
