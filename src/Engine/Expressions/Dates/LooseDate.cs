namespace Keyway.Engine.Expressions.Dates;

/// <summary>
/// The dates that people and mail headers write: <c>Jan 5, 2024 10:00 PM</c>, <c>5 Jan 2024 22:00 GMT+1</c>, <c>1/5/2024</c>. Words and numbers in nearly any
/// order, as V8's fallback takes them.
/// </summary>
internal sealed class LooseDate(string text)
{
    private readonly List<double> _dayNumbers = [];
    private readonly List<double> _clock = [];
    private int _at;
    private int _namedMonth = -1;
    private bool? _isAfternoon;
    private double? _offset;
    private double _milliseconds;

    public double Read()
    {
        while (_at < text.Length)
        {
            var c = text[_at];
            if (char.IsAsciiDigit(c))
            {
                if (!TryNumber()) return double.NaN;
            }
            else if (char.IsAsciiLetter(c))
            {
                if (!TryWord()) return double.NaN;
            }
            else if (c == '(') SkipParentheses();
            else if (c is '+' or '-' && (_clock.Count > 0 || _offset is not null))
            {
                if (!TryOffset()) return double.NaN;
            }
            else if (c is ' ' or ',' or '-' or '/' or '.' or '\t' or ')' or '\'' or '\u00a0' or '\u202f') _at++;
            else return double.NaN;
        }
        return Compose();
    }

    private double Compose()
    {
        if (DateOfNumbers() is not var (year, month, day)) return double.NaN;
        if (month is < 1 or > 12 || day is < 1 or > 31) return double.NaN;
        var hour = _clock.Count > 0 ? _clock[0] : 0;
        if (_isAfternoon is { } isAfternoon)
        {
            if (hour is < 1 or > 12) return double.NaN;
            hour = hour % 12 + (isAfternoon ? 12 : 0);
        }
        var minute = _clock.Count > 1 ? _clock[1] : 0;
        var second = _clock.Count > 2 ? _clock[2] : 0;
        if (minute > 59 || second > 59 || hour > 24 || (hour == 24 && minute + second + _milliseconds > 0)) return double.NaN;
        return new DateParts(year, month - 1, day, hour, minute, second, _milliseconds).Time - (_offset ?? 0) * 60_000;
    }

    /// <summary>
    /// Which number is which: a month by name leaves day and year; else the month comes first, or the year when it is too large for a day. What is missing is
    /// 1, which makes 2001 of a year.
    /// </summary>
    private (double Year, double Month, double Day)? DateOfNumbers()
    {
        var n = _dayNumbers;
        if (n.Count == 0) return null;
        var isDay = n[0] is >= 1 and <= 31;
        var isComplete = n.Count == 3;
        while (n.Count < 3) n.Add(1);
        if (_namedMonth >= 0) return isDay ? (FullYear(n[1]), _namedMonth, n[0]) : (FullYear(n[0]), _namedMonth, n[1]);
        return isComplete && !isDay ? (FullYear(n[0]), n[1], n[2]) : (FullYear(n[2]), n[0], n[1]);
    }

    private static double FullYear(double year) => year switch { <= 49 => year + 2000, <= 99 => year + 1900, _ => year };

    private bool TryNumber()
    {
        var number = Digits();
        if (_at < text.Length && text[_at] == ':' && _clock.Count < 3)
        {
            _at++;
            _clock.Add(number);
            return true;
        }
        if (_clock.Count > 0 && text.LastIndexOf(':', _at - 1) is var colon && colon >= 0 && text.AsSpan(colon + 1, _at - colon - 1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            _clock.Add(number);
            if (_clock.Count == 3 && _at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1])) ReadMilliseconds();
            return _clock.Count <= 3;
        }
        _dayNumbers.Add(number);
        return _dayNumbers.Count <= 3;
    }

    private void ReadMilliseconds()
    {
        _at++;
        for (var scale = 100.0; _at < text.Length && char.IsAsciiDigit(text[_at]); _at++, scale /= 10)
            if (scale >= 1) _milliseconds += (text[_at] - '0') * scale;
    }

    private double Digits()
    {
        double number = 0;
        for (; _at < text.Length && char.IsAsciiDigit(text[_at]); _at++) number = Math.Min(number * 10 + (text[_at] - '0'), 1e9);
        return number;
    }

    private bool TryWord()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiLetter(text[_at])) _at++;
        var word = text[start.._at].ToLowerInvariant();
        switch (word)
        {
            case "am" or "pm":
                _isAfternoon = word == "pm";
                return _clock.Count > 0 || TakeHour();
            case "z" or "utc" or "gmt" or "ut":
                _offset = 0;
                return true;
            case "est" or "edt" or "cst" or "cdt" or "mst" or "mdt" or "pst" or "pdt":
                var hours = "ecmp".IndexOf(word[0]) + 5;
                _offset = -60 * (word[1] == 'd' ? hours - 1 : hours);
                return true;
            case "t" when _dayNumbers.Count > 0:
                return true;
        }
        if (word.Length < 3) return false;
        var month = Array.FindIndex(DateFormat.Months, m => m.StartsWith(word[..3], StringComparison.OrdinalIgnoreCase));
        if (month >= 0) _namedMonth = month + 1;
        // Any other word before the first number passes, as the names of days do.
        return month >= 0 || _dayNumbers.Count == 0 || DateFormat.WeekDays.Any(d => d.StartsWith(word[..3], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary><c>10 PM</c>: the last number was an hour.</summary>
    private bool TakeHour()
    {
        if (_dayNumbers.Count == 0) return false;
        _clock.Add(_dayNumbers[^1]);
        _dayNumbers.RemoveAt(_dayNumbers.Count - 1);
        return true;
    }

    private bool TryOffset()
    {
        var sign = text[_at++] == '-' ? -1 : 1;
        var start = _at;
        var number = Digits();
        var length = _at - start;
        if (length == 0) return false;
        if (_at < text.Length && text[_at] == ':')
        {
            _at++;
            _offset = sign * (number * 60 + Digits());
            return true;
        }
        _offset = sign * (length <= 2 ? number * 60 : Math.Floor(number / 100) * 60 + number % 100);
        return true;
    }

    private void SkipParentheses()
    {
        var depth = 0;
        for (; _at < text.Length; _at++)
        {
            if (text[_at] == '(') depth++;
            else if (text[_at] == ')' && --depth == 0) break;
        }
        _at = Math.Min(_at + 1, text.Length);
    }
}
