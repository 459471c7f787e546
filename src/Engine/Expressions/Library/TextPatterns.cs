using System.Text;
using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.RegularExpressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>The methods of a text that take a regular expression, or a text in its place.</summary>
internal static class TextPatterns
{
    public static Value Match(in NativeCall call)
    {
        var text = TextMembers.Of(call);
        var pattern = AsPattern(call, "");
        if (!pattern.Program.IsGlobal) return RegExpMembers.Exec(call.Ev, pattern, text);
        pattern.LastIndex = 0;
        var found = new ArrayValue();
        foreach (var match in pattern.FindAll(call.Ev, text))
        {
            call.Ev.AllocateItems(1);
            call.Ev.AllocateText(match.Length);
            found.Items.Add(match.Text(0));
        }
        return found.Count == 0 ? Value.Null : found;
    }

    public static Value MatchAll(in NativeCall call)
    {
        var text = TextMembers.Of(call);
        if (call[0].Host is RegExpObject { Program.IsGlobal: false }) throw call.Ev.TypeError("matchAll needs a regular expression with the flag g");
        var pattern = AsPattern(call, "g").Clone();
        var found = new List<Value>();
        foreach (var match in pattern.FindAll(call.Ev, text)) found.Add(match.ToValue(call.Ev));
        return Value.FromHost(new IteratorObject(found));
    }

    public static Value Search(in NativeCall call)
    {
        var pattern = AsPattern(call, "").Clone();
        pattern.LastIndex = 0;
        return pattern.Exec(call.Ev, TextMembers.Of(call))?.Start ?? -1;
    }

    private static RegExpObject AsPattern(in NativeCall call, string flags) =>
        call[0].Host as RegExpObject ?? RegExpMembers.Compile(call.Ev, call[0].IsUndefined ? "" : call.Text(0), flags);

    public static Value Split(in NativeCall call)
    {
        var text = TextMembers.Of(call);
        var most = call[1].IsUndefined ? uint.MaxValue : (uint)To.Int32(call.Number(1));
        var parts = new ArrayValue();
        if (most == 0) return parts;
        if (call[0].Host is RegExpObject pattern) SplitByPattern(call.Ev, text, pattern, parts, most);
        else if (call[0].IsUndefined) parts.Items.Add(text);
        else SplitByText(call.Ev, text, call.Text(0), parts, most);
        return parts;
    }

    private static void SplitByText(Evaluator ev, string text, string separator, ArrayValue parts, uint most)
    {
        ev.AllocateText(text.Length);
        if (separator.Length == 0)
        {
            ev.AllocateItems(Math.Min(text.Length, most));
            for (var i = 0; i < text.Length && i < most; i++) parts.Items.Add(text[i].ToString());
            return;
        }
        var from = 0;
        while (parts.Count < most)
        {
            ev.AllocateItems(1);
            var at = text.IndexOf(separator, from, StringComparison.Ordinal);
            parts.Items.Add(at < 0 ? text[from..] : text[from..at]);
            if (at < 0) return;
            from = at + separator.Length;
        }
    }

    private static void SplitByPattern(Evaluator ev, string text, RegExpObject pattern, ArrayValue parts, uint most)
    {
        var matcher = new RegexMatcher(ev, pattern.Program, text);
        if (text.Length == 0)
        {
            if (!matcher.MatchAt(0)) parts.Items.Add(text);
            return;
        }
        ev.AllocateText(text.Length);
        var from = 0;
        var at = 0;
        while (at < text.Length)
        {
            // A sticky pattern splits as if it were not; an empty match does not split where the last one ended.
            if (pattern.FindFrom(matcher, text, at) is not { } match || match.Start >= text.Length) break;
            if (match.End == from)
            {
                at = pattern.After(text, at);
                continue;
            }
            if (!TryAdd(ev, parts, text[from..match.Start], most)) return;
            for (var i = 1; i <= pattern.Program.CaptureCount; i++)
                if (!TryAdd(ev, parts, match.Text(i), most)) return;
            from = at = match.End;
        }
        TryAdd(ev, parts, text[from..], most);
    }

    private static bool TryAdd(Evaluator ev, ArrayValue parts, Value part, uint most)
    {
        ev.AllocateItems(1);
        parts.Items.Add(part);
        return parts.Count < most;
    }

    public static Value Replace(in NativeCall call, bool everywhere)
    {
        var text = TextMembers.Of(call);
        var replacement = new Replacement(call.Ev, text, call.Self, call[1]);
        if (call[0].Host is RegExpObject pattern)
        {
            if (everywhere && !pattern.Program.IsGlobal) throw call.Ev.TypeError("replaceAll needs a regular expression with the flag g");
            if (!pattern.Program.IsGlobal)
            {
                if (pattern.Exec(call.Ev, text) is { } match) replacement.Add(match);
                return replacement.Result();
            }
            pattern.LastIndex = 0;
            foreach (var match in pattern.FindAll(call.Ev, text)) replacement.Add(match);
            return replacement.Result();
        }
        var part = call.Text(0);
        var at = text.IndexOf(part, StringComparison.Ordinal);
        while (at >= 0)
        {
            replacement.Add(new PatternMatch(text, [at, at + part.Length], []));
            if (!everywhere) break;
            var next = at + Math.Max(part.Length, 1);
            at = next > text.Length ? -1 : text.IndexOf(part, next, StringComparison.Ordinal);
        }
        return replacement.Result();
    }

    /// <summary>A text in the making, with its matches replaced by a template (<c>$1</c>, <c>$&amp;</c>) or by what a function says.</summary>
    private sealed class Replacement(Evaluator ev, string text, Value self, Value by)
    {
        private readonly Function? _function = by.Host as Function;
        private readonly string _template = by.Host is Function ? "" : To.Text(ev, by);
        private readonly StringBuilder _built = new();
        private Labels? _labels;
        private int _from;

        public void Add(PatternMatch match)
        {
            ev.Charge(1);
            Append(text.AsSpan(_from, match.Start - _from));
            if (_function is null) Expand(match);
            else AppendCall(match);
            _from = match.End;
        }

        public Value Result()
        {
            Append(text.AsSpan(_from));
            return Value.From(_built.ToString()).With(_labels);
        }

        private void Append(ReadOnlySpan<char> piece)
        {
            ev.AllocateText(piece.Length);
            _built.Append(piece);
        }

        private void AppendCall(PatternMatch match)
        {
            var arguments = new List<Value>();
            for (var i = 0; i < match.GroupCount; i++) arguments.Add(match.Text(i).With(self.Labels));
            arguments.Add(Value.From(match.Start).With(self.Labels));
            arguments.Add(self);
            if (match.HasNames) arguments.Add(Labelling.Add(ev, match.Groups(), self.Labels));
            var result = To.Primitive(ev, _function!.Call(ev, default, arguments.ToArray()), Hint.Text);
            _labels = Labels.Union(_labels, result.Labels);
            Append(To.Text(ev, result));
        }

        private void Expand(PatternMatch match)
        {
            var from = 0;
            while (true)
            {
                var dollar = _template.IndexOf('$', from);
                if (dollar < 0 || dollar + 1 >= _template.Length) break;
                Append(_template.AsSpan(from, dollar - from));
                from = dollar + ExpandOne(match, dollar);
            }
            Append(_template.AsSpan(from));
        }

        /// <summary>Appends what one <c>$</c> stands for and says how many characters it is written with.</summary>
        private int ExpandOne(PatternMatch match, int dollar)
        {
            switch (_template[dollar + 1])
            {
                case '$':
                    Append("$");
                    return 2;
                case '&':
                    Append(text.AsSpan(match.Start, match.Length));
                    return 2;
                case '`':
                    Append(text.AsSpan(0, match.Start));
                    return 2;
                case '\'':
                    Append(text.AsSpan(Math.Min(match.End, text.Length)));
                    return 2;
                case '<' when match.HasNames && _template.IndexOf('>', dollar) is > 0 and var close:
                    Append(match.Named(_template[(dollar + 2)..close]));
                    return close + 1 - dollar;
                case >= '0' and <= '9':
                    var one = _template[dollar + 1] - '0';
                    var two = dollar + 2 < _template.Length && char.IsAsciiDigit(_template[dollar + 2]) ? one * 10 + _template[dollar + 2] - '0' : 0;
                    if (two > 0 && two < match.GroupCount)
                    {
                        Append(match.Text(two).RawText);
                        return 3;
                    }
                    if (one > 0 && one < match.GroupCount)
                    {
                        Append(match.Text(one).RawText);
                        return 2;
                    }
                    break;
            }
            Append("$");
            return 1;
        }
    }
}
