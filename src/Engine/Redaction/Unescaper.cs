using System.Buffers;
using System.Text;

namespace Keyway.Engine.Redaction;

/// <summary>
/// Undoes escapes: percent (<c>%2B</c>, <c>%u002B</c>), JSON and source code (<c>\u002b</c>, <c>\x2b</c>, <c>\053</c>, <c>\n</c>), XML and
/// HTML (<c>&amp;#43;</c>, <c>&amp;lt;</c>). What a pass yields may be escaped again (<c>%252B</c>, <c>\\u002B</c>), so passes follow until none
/// changes anything: any depth of quoting comes out the same. Control bytes are left out, and so is the indentation after a line break:
/// wrapped text joins, and UTF-16 text of the ASCII range becomes plain.
/// </summary>
/// <remarks>The output is never longer than the input and may be the same memory.</remarks>
internal ref struct Unescaper
{
    // A text may claim any depth (%25252525...), and each costs a pass.
    private const int MostPasses = 8;

    private const byte FirstGraphic = 0x20, Delete = 0x7f, FirstMultibyte = 0x80;
    private const int None = -1;

    // The longest escape whose operand can be interrupted: \u{10ffff}.
    private const int LongestOperand = 9;

    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, FirstGraphic).Select(b => (byte)b), Delete, (byte)'\\', (byte)'%', (byte)'&']);

    private readonly ReadOnlySpan<byte> _in;
    private readonly Span<byte> _out;
    private readonly Span<int> _starts;
    private readonly Span<int> _ends;
    private readonly int _pass;
    private int _length;
    private int _at;

    // After a line break; after one that came as %0A, where a plus sign is a space.
    private bool _indented, _isForm;
    private bool _again;

    private Unescaper(ReadOnlySpan<byte> input, Span<byte> output, Span<int> starts, Span<int> ends, int pass)
    {
        _in = input;
        _out = output;
        _starts = starts;
        _ends = ends;
        _pass = pass;
    }

    private readonly bool IsLast => _pass == MostPasses;

    /// <summary>Whether there is nothing to undo: the text is its own plain form.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => !text.ContainsAny(Special);

    /// <summary>Writes the plain form and answers its length.</summary>
    /// <param name="input">Any bytes.</param>
    /// <param name="output">As long as the input.</param>
    /// <param name="starts">Empty, or for each byte written where in the input its spelling starts.</param>
    /// <param name="ends">Empty, or for each byte written where its spelling ends.</param>
    public static int Run(ReadOnlySpan<byte> input, Span<byte> output, Span<int> starts, Span<int> ends)
    {
        var text = input;
        for (var pass = 0; ; pass++)
        {
            var run = new Unescaper(text, output, starts, ends, pass);
            run.Pass();
            text = output[..run._length];
            if (run._again && pass + 1 < MostPasses) continue;
            // A backslash that begins no escape only quotes what follows.
            if (run.IsLast || !text.Contains((byte)'\\')) return text.Length;
            pass = MostPasses - 1;
        }
    }

    private void Pass()
    {
        while (_at < _in.Length)
        {
            if (_indented && (_in[_at] == (byte)' ' || (_isForm && _in[_at] == (byte)'+')))
            {
                _at++;
                continue;
            }
            var run = _in[_at..].IndexOfAny(Special);
            Copy(run < 0 ? _in.Length - _at : run);
            if (_at < _in.Length) Undo();
        }
    }

    private void Undo()
    {
        var start = _at++;
        switch (_in[start])
        {
            case (byte)'%' when !IsLast:
                if (!Percent(start)) Stay((byte)'%', start);
                break;
            case (byte)'&' when !IsLast:
                if (!Entity(start)) Stay((byte)'&', start);
                break;
            case (byte)'\\':
                Backslash(start);
                break;
            case var b and (< FirstGraphic or Delete):
                Drop(b);
                break;
            case var b:
                Put(b, start);
                break;
        }
    }

    /// <summary>Begins no escape, or one that something parts: the next pass sees.</summary>
    private void Stay(byte introducer, int start)
    {
        _again |= _in[_at..Math.Min(_at + LongestOperand, _in.Length)].ContainsAny(Special);
        Put(introducer, start);
    }

    private bool Percent(int start)
    {
        if (Hex(_at, 2) is >= 0 and var value)
        {
            _isForm = true;
            return Became((byte)value, _at + 2, start);
        }
        return Peek(0) == 'u' && Hex(_at + 1, 4) is >= 0 and var unit && Became(new CodePoint(unit), _at + 5, start);
    }

    private void Backslash(int start)
    {
        // Each layer of quoting doubles them.
        while (Peek(0) == '\\') _at++;
        if (!IsLast && Escape(start)) return;
        var next = Peek(0);
        if (next < 0 && !IsLast) Put((byte)'\\', start);
        if (next < 0) return;
        var isControl = next is < FirstGraphic or Delete;
        if (!IsLast && (isControl ? IsInterrupted() : char.IsAsciiLetterOrDigit((char)next))) Stay((byte)'\\', start);
        else if (!isControl) Became((byte)next, _at + 1, start);
    }

    /// <summary>Whether control bytes part this backslash from its escape: the zeros of UTF-16, a wrapped line. Else it joins two lines.</summary>
    private readonly bool IsInterrupted()
    {
        if (_in[_at] == 0) return true;
        var next = _in[_at..].IndexOfAnyExcept("\r\n\t "u8);
        return next >= 0 && _in[_at + next] is (byte)'u' or (byte)'x';
    }

    private bool Escape(int start)
    {
        var c = Peek(0);
        switch (c)
        {
            case 'n' or 'r' or 't':
                return Became((byte)'\n', _at + 1, start);
            case 'b' or 'f':
                return Became(Delete, _at + 1, start);
            case 'u' when Hex(_at + 1, 4) is >= 0 and var unit:
                var end = _at + 5;
                var point = char.IsHighSurrogate((char)unit) ? WithLowHalf(unit, ref end) : unit;
                return Became(new CodePoint(point), end, start);
            case 'u' when Braced() is > 0 and var digits && Hex(_at + 2, digits) is >= 0 and var value:
                return Became(new CodePoint(value), _at + digits + 3, start);
            case 'x' when Hex(_at + 1, 2) is >= 0 and var value:
                return Became((byte)value, _at + 3, start);
            case >= '0' and <= '3' when Peek(1) is >= '0' and <= '7' && Peek(2) is >= '0' and <= '7':
                return Became((byte)(((c - '0') << 6) | ((Peek(1) - '0') << 3) | (Peek(2) - '0')), _at + 3, start);
            case '0':
                return Became(Delete, _at + 1, start);
            default:
                return false;
        }
    }

    /// <summary>How many characters stand between braces after the <c>u</c> here; at most six.</summary>
    private readonly int Braced() => Peek(1) == '{' ? _in[(_at + 2)..Math.Min(_at + 9, _in.Length)].IndexOf((byte)'}') : None;

    private readonly int WithLowHalf(int high, ref int end)
    {
        var at = end;
        while (at < _in.Length && _in[at] == '\\') at++;
        if (at == end || at >= _in.Length || _in[at] != 'u' || Hex(at + 1, 4) is not (>= 0 and var low) || !char.IsLowSurrogate((char)low)) return high;
        end = at + 5;
        return char.ConvertToUtf32((char)high, (char)low);
    }

    private bool Entity(int start)
    {
        var rest = _in[_at..Math.Min(_at + LongestOperand, _in.Length)];
        var length = rest.IndexOf((byte)';');
        if (length < 2) return false;
        var name = rest[..length];
        int value;
        if (name[0] != '#') value = Named(name);
        else if ((name[1] | 0x20) == 'x') value = Hex(_at + 2, length - 2);
        else value = Decimal(name[1..]);
        return value >= 0 && Became(new CodePoint(value), _at + length + 1, start);
    }

    private static int Named(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'a', (byte)'m', (byte)'p'] => '&',
        [(byte)'l', (byte)'t'] => '<',
        [(byte)'g', (byte)'t'] => '>',
        [(byte)'q', (byte)'u', (byte)'o', (byte)'t'] => '"',
        [(byte)'a', (byte)'p', (byte)'o', (byte)'s'] => '\'',
        _ => None,
    };

    private static int Decimal(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return None;
            value = value * 10 + digit - '0';
        }
        return value;
    }

    private readonly int Hex(int at, int count)
    {
        if (count < 1 || at + count > _in.Length) return None;
        var value = 0;
        foreach (var digit in _in.Slice(at, count))
        {
            var nibble = Radix.Hex.ValueOf(digit);
            if (nibble < 0) return None;
            value = (value << 4) | nibble;
        }
        return value;
    }

    private readonly int Peek(int offset) => _at + offset < _in.Length ? _in[_at + offset] : None;

    private readonly record struct CodePoint(int Value);

    private bool Became(CodePoint point, int end, int start)
    {
        if (point.Value < FirstMultibyte) return Became((byte)point.Value, end, start);
        _at = end;
        Span<byte> utf8 = stackalloc byte[4];
        var length = (Rune.TryCreate(point.Value, out var rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(utf8);
        foreach (var b in utf8[..length]) Put(b, start);
        return true;
    }

    private bool Became(byte b, int end, int start)
    {
        _at = end;
        if (b is < FirstGraphic or Delete) Drop(b);
        else
        {
            _again |= Special.Contains(b);
            Put(b, start);
        }
        return true;
    }

    private void Drop(byte control) => _indented |= control is (byte)'\n' or (byte)'\r' or (byte)'\t';

    private void Put(byte b, int start)
    {
        if (_indented && b == (byte)' ') return;
        _indented = _isForm = false;
        Locate(start, _at);
        _out[_length++] = b;
    }

    private void Copy(int count)
    {
        if (count == 0) return;
        _indented = _isForm = false;
        _in.Slice(_at, count).CopyTo(_out[_length..]);
        if (_starts.IsEmpty)
        {
            _length += count;
            _at += count;
            return;
        }
        for (var i = 0; i < count; i++, _length++, _at++) Locate(_at, _at + 1);
    }

    private readonly void Locate(int start, int end)
    {
        if (_starts.IsEmpty) return;
        var later = _pass > 0;
        _starts[_length] = later ? _starts[start] : start;
        _ends[_length] = later ? _ends[end - 1] : end;
    }
}
