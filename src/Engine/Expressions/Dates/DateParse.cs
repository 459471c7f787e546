namespace Keyway.Engine.Expressions.Dates;

/// <summary>What <c>new Date(text)</c> understands: ISO 8601 first, then the looser forms that V8 takes, all in UTC.</summary>
internal static class DateParse
{
    /// <summary>The milliseconds since 1970; NaN for a text that is no date.</summary>
    public static double Parse(string text) => TryIso(text.Trim(), out var time) ? DateParts.Clip(time) : DateParts.Clip(new LooseDate(text).Read());

    private static bool TryIso(string text, out double time)
    {
        time = double.NaN;
        var at = 0;
        double month = 1, day = 1, hour = 0, minute = 0, second = 0, millisecond = 0;
        if (!TryYear(text, ref at, out var year)) return false;
        if (Take(text, ref at, '-'))
        {
            if (!TryDigits(text, ref at, 2, out month)) return false;
            if (Take(text, ref at, '-') && !TryDigits(text, ref at, 2, out day)) return false;
        }
        var offset = 0.0;
        if (at < text.Length && text[at] is 'T' or 't' or ' ')
        {
            // A space in the place of the T is not ISO, but the same to V8.
            at++;
            if (!TryDigits(text, ref at, 2, out hour) || !Take(text, ref at, ':') || !TryDigits(text, ref at, 2, out minute)) return false;
            if (Take(text, ref at, ':'))
            {
                if (!TryDigits(text, ref at, 2, out second)) return false;
                if ((Take(text, ref at, '.') || Take(text, ref at, ',')) && !TryFraction(text, ref at, out millisecond)) return false;
            }
            if (!TryOffset(text, ref at, out offset)) return false;
        }
        if (at != text.Length) return false;
        // What is written as ISO but is no date is no date at all, except that V8 gives the looser reading a chance.
        if (month is < 1 or > 12 || day < 1 || day > 31 || minute > 59 || second > 59 || hour > 24 || (hour == 24 && minute + second + millisecond > 0)) return true;
        time = new DateParts(year, month - 1, day, hour, minute, second, millisecond).Time - offset * 60_000;
        return true;
    }

    private static bool TryYear(string text, ref int at, out double year)
    {
        year = 0;
        if (text.Length == 0) return false;
        if (text[0] is not ('+' or '-')) return TryDigits(text, ref at, 4, out year);
        at = 1;
        if (!TryDigits(text, ref at, 6, out year)) return false;
        if (text[0] == '-') year = -year;
        return text[0] != '-' || year != 0;
    }

    private static bool TryOffset(string text, ref int at, out double minutes)
    {
        minutes = 0;
        if (at == text.Length || Take(text, ref at, 'Z') || Take(text, ref at, 'z')) return true;
        if (text[at] is not ('+' or '-')) return false;
        var sign = text[at++] == '-' ? -1 : 1;
        if (!TryDigits(text, ref at, 2, out var hours)) return false;
        Take(text, ref at, ':');
        if (!TryDigits(text, ref at, 2, out var rest)) return false;
        minutes = sign * (hours * 60 + rest);
        return true;
    }

    private static bool TryFraction(string text, ref int at, out double milliseconds)
    {
        milliseconds = 0;
        var start = at;
        for (var scale = 100.0; at < text.Length && char.IsAsciiDigit(text[at]); at++, scale /= 10)
            if (at - start < 3) milliseconds += (text[at] - '0') * scale;
        return at > start;
    }

    private static bool TryDigits(string text, ref int at, int count, out double number)
    {
        number = 0;
        for (var i = 0; i < count; i++, at++)
        {
            if (at >= text.Length || !char.IsAsciiDigit(text[at])) return false;
            number = number * 10 + (text[at] - '0');
        }
        return at >= text.Length || !char.IsAsciiDigit(text[at]) || count == 3;
    }

    private static bool Take(string text, ref int at, char mark)
    {
        if (at >= text.Length || text[at] != mark) return false;
        at++;
        return true;
    }
}
