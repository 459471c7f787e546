using System.Globalization;
using Keyway.Engine.Triggers;

namespace Keyway.Engine.Workflows.Format;

/// <summary>Durations, sizes and rates as a workflow file writes them: a whole number and a unit.</summary>
internal static class Quantity
{
    private static readonly (string Unit, TimeSpan One)[] Times =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    private static readonly (string Unit, int One)[] Sizes = [("MiB", 1024 * 1024), ("MB", 1_000_000), ("KiB", 1024), ("KB", 1000), ("B", 1)];

    // The schema's patterns stand beside the parsers that they must agree with; a test compares them.
    public const string DurationPattern = "^[0-9]{1,9}(ms|s|m|h|d)$";
    public const string SizePattern = "^[0-9]{1,9}(B|KB|KiB|MB|MiB)$";
    public const string RatePattern = "^[1-9][0-9]{0,8}/(s|m|h|d)$";

    /// <summary><c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>; null for anything else.</summary>
    public static TimeSpan? Duration(string? text)
    {
        if (Split(text, out var count, out var unit))
            foreach (var (name, one) in Times)
                if (unit == name) return count <= TimeSpan.MaxValue.Ticks / one.Ticks ? count * one : null;
        return null;
    }

    /// <summary><c>512KB</c>, <c>1MiB</c>, in bytes; null for anything else, and for more than an int holds.</summary>
    public static int? Size(string? text)
    {
        if (Split(text, out var count, out var unit))
            foreach (var (name, one) in Sizes)
                if (unit == name && (long)count * one <= int.MaxValue) return count * one;
        return null;
    }

    /// <summary><c>100/s</c>, <c>60/m</c>; null for anything else.</summary>
    public static Rate? Rate(string? text)
    {
        if (!Split(text, out var count, out var unit) || count == 0 || unit is not ['/', ..] || unit == "/ms") return null;
        foreach (var (name, one) in Times)
            if (unit.AsSpan(1).SequenceEqual(name)) return new(count, one);
        return null;
    }

    /// <summary>A duration in its largest whole unit.</summary>
    public static string Of(TimeSpan time)
    {
        foreach (var (unit, one) in Times)
            if (time.Ticks % one.Ticks == 0 && time != TimeSpan.Zero) return (time.Ticks / one.Ticks).ToString(CultureInfo.InvariantCulture) + unit;
        return "0s";
    }

    public static string OfSize(int bytes)
    {
        foreach (var (unit, one) in Sizes)
            if (bytes % one == 0) return (bytes / one).ToString(CultureInfo.InvariantCulture) + unit;
        return bytes.ToString(CultureInfo.InvariantCulture) + "B";
    }

    private static bool Split(string? text, out int count, out string unit)
    {
        count = 0;
        unit = "";
        if (text is null) return false;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 9) return false;
        count = int.Parse(text.AsSpan(0, digits), CultureInfo.InvariantCulture);
        unit = text[digits..];
        return true;
    }
}
