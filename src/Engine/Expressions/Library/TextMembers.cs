using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Syntax;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>What a text can do. The parts that take a regular expression are in <see cref="TextPatterns"/>.</summary>
internal static class TextMembers
{
    public static readonly Members Instance = new("String", ObjectMembers.Instance)
    {
        { "toString", 0, LabelRule.PassesOn, (in NativeCall call) => call.Self },
        { "valueOf", 0, LabelRule.PassesOn, (in NativeCall call) => call.Self },
        { "at", 1, At },
        { "charAt", 1, (in NativeCall call) => Of(call) is var text && call.Integer(0) is var at && at >= 0 && at < text.Length ? text[(int)at].ToString() : "" },
        { "charCodeAt", 1, (in NativeCall call) => Of(call) is var text && call.Integer(0) is var at && at >= 0 && at < text.Length ? text[(int)at] : double.NaN },
        { "codePointAt", 1, CodePointAt },
        { "concat", 1, Concat },
        { "startsWith", 1, LabelRule.Verdict, (in NativeCall call) => Plain(call, 0) is var part && StartsAt(Of(call), part, Clamp(call, 1, 0)) },
        { "endsWith", 1, LabelRule.Verdict, (in NativeCall call) => Plain(call, 0) is var part && StartsAt(Of(call), part, Clamp(call, 1, Of(call).Length) - part.Length) },
        { "includes", 1, LabelRule.Verdict, (in NativeCall call) => Plain(call, 0) is var part && Find(call, part, Clamp(call, 1, 0)) >= 0 },
        { "indexOf", 1, (in NativeCall call) => Find(call, call.Text(0), Clamp(call, 1, 0)) },
        { "lastIndexOf", 1, LastIndexOf },
        { "localeCompare", 1, (in NativeCall call) => Collation.Compare(call.Ev, Of(call), call.Text(0), call[1], call[2]) },
        { "normalize", 0, Normalize },
        { "padStart", 2, (in NativeCall call) => Pad(call) is var pad ? pad + Of(call) : "" },
        { "padEnd", 2, (in NativeCall call) => Pad(call) is var pad ? Of(call) + pad : "" },
        { "repeat", 1, Repeat },
        { "slice", 2, Slice },
        { "substring", 2, Substring },
        { "substr", 2, Substr },
        { "toLowerCase", 0, (in NativeCall call) => TextCase.Lower(Charged(call)) },
        { "toLocaleLowerCase", 0, (in NativeCall call) => TextCase.Lower(Charged(call)) },
        { "toUpperCase", 0, (in NativeCall call) => TextCase.Upper(Charged(call)) },
        { "toLocaleUpperCase", 0, (in NativeCall call) => TextCase.Upper(Charged(call)) },
        { "trim", 0, (in NativeCall call) => Trim(call, true, true) },
        { "trimStart", 0, (in NativeCall call) => Trim(call, true, false) },
        { "trimEnd", 0, (in NativeCall call) => Trim(call, false, true) },
        { "isWellFormed", 0, LabelRule.Verdict, (in NativeCall call) => Texts.IsWellFormed(Of(call)) },
        { "toWellFormed", 0, (in NativeCall call) => WellFormed(Charged(call)) },
        { "match", 1, TextPatterns.Match },
        { "matchAll", 1, TextPatterns.MatchAll },
        { "replace", 2, (in NativeCall call) => TextPatterns.Replace(call, everywhere: false) },
        { "replaceAll", 2, (in NativeCall call) => TextPatterns.Replace(call, everywhere: true) },
        { "search", 1, TextPatterns.Search },
        { "split", 2, TextPatterns.Split },
    };

    public static string Of(in NativeCall call) =>
        call.Self.RawText ?? (call.Self.IsNullish ? throw call.Ev.TypeError($"a text is expected, not {To.TypeName(call.Self)}") : To.Text(call.Ev, call.Self));

    /// <summary>The text, where a new one of its length is about to be made.</summary>
    private static string Charged(in NativeCall call)
    {
        var text = Of(call);
        call.Ev.AllocateText(text.Length);
        return text;
    }

    /// <summary>An argument that must not be a regular expression.</summary>
    private static string Plain(in NativeCall call, int index) =>
        call[index].Host is RegExpObject ? throw call.Ev.TypeError("a text is expected, not a regular expression") : call.Text(index);

    private static int Clamp(in NativeCall call, int index, int absent) =>
        call[index].IsUndefined ? absent : (int)Math.Clamp(call.Integer(index), 0, Of(call).Length);

    private static bool StartsAt(string text, string part, int at) => at >= 0 && at + part.Length <= text.Length && string.CompareOrdinal(text, at, part, 0, part.Length) == 0;

    private static int Find(in NativeCall call, string part, int from)
    {
        var text = Of(call);
        call.Ev.ChargeText(text.Length);
        return text.IndexOf(part, from, StringComparison.Ordinal);
    }

    private static Value At(in NativeCall call)
    {
        var text = Of(call);
        var at = call.Integer(0);
        if (at < 0) at += text.Length;
        return at >= 0 && at < text.Length ? text[(int)at].ToString() : Value.Undefined;
    }

    private static Value CodePointAt(in NativeCall call)
    {
        var text = Of(call);
        var at = call.Integer(0);
        return at >= 0 && at < text.Length ? Texts.CodePointAt(text, (int)at) : Value.Undefined;
    }

    private static Value Concat(in NativeCall call)
    {
        var text = new StringBuilder(Of(call));
        for (var i = 0; i < call.Count; i++) text.Append(call.Text(i));
        call.Ev.AllocateText(text.Length);
        return text.ToString();
    }

    private static Value LastIndexOf(in NativeCall call)
    {
        var text = Of(call);
        var part = call.Text(0);
        var from = call.Number(1);
        call.Ev.ChargeText(text.Length);
        var start = double.IsNaN(from) ? text.Length - part.Length : (int)Math.Min(Math.Clamp(Math.Truncate(from), 0, text.Length), text.Length - part.Length);
        for (var at = start; at >= 0; at--)
        {
            if ((at & 63) == 0) call.Ev.Charge(1);
            if (StartsAt(text, part, at)) return at;
        }
        return -1;
    }

    private static Value Normalize(in NativeCall call)
    {
        var form = call[0].IsUndefined ? "NFC" : call.Text(0);
        if (form is not ("NFC" or "NFD" or "NFKC" or "NFKD")) throw call.Ev.RangeError("the form is NFC, NFD, NFKC or NFKD");
        return Normalization.Apply(Charged(call), form);
    }

    private static string Pad(in NativeCall call)
    {
        var length = call.Integer(0) - Of(call).Length;
        var filler = call[1].IsUndefined ? " " : call.Text(1);
        if (length <= 0 || filler.Length == 0) return "";
        call.Ev.AllocateText(Limited(length));
        var pad = new StringBuilder();
        while (pad.Length < length) pad.Append(filler, 0, (int)Math.Min(filler.Length, length - pad.Length));
        return pad.ToString();
    }

    private static Value Repeat(in NativeCall call)
    {
        var count = call.Integer(0);
        if (count < 0 || double.IsInfinity(count)) throw call.Ev.RangeError("the count of repeat is a number from 0");
        var text = Of(call);
        if (text.Length == 0) return "";
        call.Ev.AllocateText(Limited(count * text.Length));
        return new StringBuilder().Insert(0, text, (int)count).ToString();
    }

    /// <summary>A length that may be beyond any: enough to be refused.</summary>
    private static long Limited(double length) => (long)Math.Min(length, long.MaxValue / 4);

    private static Value Slice(in NativeCall call)
    {
        var text = Of(call);
        var start = To.Position(call.Integer(0), text.Length);
        var end = call[1].IsUndefined ? text.Length : To.Position(call.Integer(1), text.Length);
        return Part(call, text, start, end);
    }

    private static Value Substring(in NativeCall call)
    {
        var start = Clamp(call, 0, 0);
        var end = Clamp(call, 1, Of(call).Length);
        return Part(call, Of(call), Math.Min(start, end), Math.Max(start, end));
    }

    private static Value Substr(in NativeCall call)
    {
        var text = Of(call);
        var start = To.Position(call.Integer(0), text.Length);
        var length = call[1].IsUndefined ? text.Length : call.Integer(1);
        return Part(call, text, start, (int)Math.Min(start + Math.Max(length, 0), text.Length));
    }

    private static Value Part(in NativeCall call, string text, int start, int end)
    {
        if (start >= end) return "";
        call.Ev.AllocateText(end - start);
        return text[start..end];
    }

    private static string Trim(in NativeCall call, bool atStart, bool atEnd)
    {
        var text = Charged(call);
        var start = 0;
        var end = text.Length;
        while (atStart && start < end && Lexer.IsBlank(text[start])) start++;
        while (atEnd && end > start && Lexer.IsBlank(text[end - 1])) end--;
        return text[start..end];
    }

    private static string WellFormed(string text)
    {
        if (Texts.IsWellFormed(text)) return text;
        var copy = text.ToCharArray();
        for (var i = 0; i < copy.Length; i++)
        {
            if (char.IsHighSurrogate(copy[i]) && i + 1 < copy.Length && char.IsLowSurrogate(copy[i + 1])) i++;
            else if (char.IsSurrogate(copy[i])) copy[i] = '\ufffd';
        }
        return new string(copy);
    }
}

/// <summary><c>String</c> itself.</summary>
internal static class TextStatics
{
    public static readonly Native Constructor = new("String", 1, LabelRule.Derives, (in NativeCall call) => call.Count == 0 ? "" : call.Text(0))
    {
        IsInstance = _ => false,
        Statics = new Members("Function", FunctionMembers.Instance)
        {
            { "fromCharCode", 1, FromCharCode },
            { "fromCodePoint", 1, FromCodePoint },
        },
    };

    private static Value FromCharCode(in NativeCall call)
    {
        var text = new StringBuilder(call.Count);
        for (var i = 0; i < call.Count; i++) text.Append((char)(To.Int32(call.Number(i)) & 0xffff));
        call.Ev.AllocateText(text.Length);
        return text.ToString();
    }

    private static Value FromCodePoint(in NativeCall call)
    {
        var text = new StringBuilder(call.Count);
        for (var i = 0; i < call.Count; i++)
        {
            var point = call.Number(i);
            if (point is not (>= 0 and <= 0x10ffff) || point != Math.Floor(point)) throw call.Ev.RangeError("a code point is an integer from 0 to 0x10FFFF");
            Texts.AppendCodePoint(text, (int)point);
        }
        call.Ev.AllocateText(text.Length);
        return text.ToString();
    }
}
