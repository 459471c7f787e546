using Keyway.Engine.Expressions.Evaluating;
using Keyway.Engine.Expressions.Nodes;
using Keyway.Engine.Expressions.RegularExpressions;
using Keyway.Engine.Values;

namespace Keyway.Engine.Expressions.Library;

/// <summary>A regular expression as a value: a program, and where the next match of a global or sticky one begins.</summary>
internal sealed class RegExpObject(RegexProgram program) : HostObject
{
    public RegexProgram Program => program;
    public double LastIndex { get; set; }
    public override Members Members => RegExpMembers.Instance;
    public override string TypeName => "a regular expression";

    public RegExpObject Clone() => new(program) { LastIndex = LastIndex };

    /// <summary>The next match by JavaScript's rules of <see cref="LastIndex"/>.</summary>
    public PatternMatch? Exec(Evaluator ev, string text) => Exec(new RegexMatcher(ev, program, text), text);

    /// <summary>Every match from <see cref="LastIndex"/> on.</summary>
    public IEnumerable<PatternMatch> FindAll(Evaluator ev, string text)
    {
        var matcher = new RegexMatcher(ev, program, text);
        while (Exec(matcher, text) is { } match)
        {
            yield return match;
            if (match.Length == 0) LastIndex = After(text, match.End);
        }
    }

    private PatternMatch? Exec(RegexMatcher matcher, string text)
    {
        var keeps = program.IsGlobal || program.IsSticky;
        var start = keeps ? LastIndex : 0;
        var isFound = start <= text.Length && (program.IsSticky ? matcher.MatchAt((int)start) : matcher.Find((int)start));
        if (keeps) LastIndex = isFound ? matcher.Captures[1] : 0;
        return isFound ? new PatternMatch(text, matcher.Captures.ToArray(), program.Names) : null;
    }

    /// <summary>The first match from a position on, whatever the flags and <see cref="LastIndex"/>.</summary>
    public PatternMatch? FindFrom(RegexMatcher matcher, string text, int start) =>
        matcher.Find(start) ? new PatternMatch(text, matcher.Captures.ToArray(), program.Names) : null;

    /// <summary>The position one character on: with the flag <c>u</c> a pair of surrogates is one.</summary>
    public int After(string text, int at) =>
        program.IsUnicode && at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? at + 2 : at + 1;
}

/// <summary>What a match took, as positions: two for the whole and for each group.</summary>
internal sealed class PatternMatch(string input, int[] captures, IReadOnlyList<(string Name, int Index)> names)
{
    public int Start => captures[0];
    public int End => captures[1];
    public int Length => End - Start;
    public int GroupCount => captures.Length / 2;
    public bool HasNames => names.Count > 0;

    /// <summary>What a group took; undefined when it took no part.</summary>
    public Value Text(int group) => captures[2 * group] < 0 || captures[2 * group + 1] < 0 ? Value.Undefined : input[captures[2 * group]..captures[2 * group + 1]];

    public string Named(string name)
    {
        foreach (var (known, index) in names)
            if (known == name) return Text(index).RawText ?? "";
        return "";
    }

    public Value Groups()
    {
        if (!HasNames) return Value.Undefined;
        var groups = new ObjectValue(names.Count);
        foreach (var (name, index) in names) groups.Set(name, Text(index));
        return groups;
    }

    /// <summary>The array that <c>exec</c> gives.</summary>
    public Value ToValue(Evaluator ev, bool hasIndices = false)
    {
        ev.AllocateItems(GroupCount);
        var texts = new ArrayValue(GroupCount);
        for (var i = 0; i < GroupCount; i++)
        {
            texts.Items.Add(Text(i));
            ev.AllocateText(Math.Max(0, captures[2 * i + 1] - captures[2 * i]));
        }
        ev.Describe(texts, new MatchDetails(Start, input, Groups(), hasIndices ? Indices(ev) : default));
        return texts;
    }

    private Value Indices(Evaluator ev)
    {
        var pairs = new ArrayValue(GroupCount);
        for (var i = 0; i < GroupCount; i++) pairs.Items.Add(Pair(i));
        var groups = new ObjectValue();
        foreach (var (name, index) in names) groups.Set(name, Pair(index));
        ev.Describe(pairs, new MatchDetails(default, default, HasNames ? groups : Value.Undefined, default));
        return pairs;

        Value Pair(int group) => captures[2 * group] < 0 ? Value.Undefined : Value.Array(captures[2 * group], captures[2 * group + 1]);
    }
}

internal static class RegExpMembers
{
    public static readonly Members Instance = Make();

    public static readonly Native Constructor = new("RegExp", 2, LabelRule.Derives, Construct)
    {
        Construct = Construct,
        IsInstance = value => value.Host is RegExpObject,
    };

    public static RegExpObject Compile(Evaluator ev, string source, string flags)
    {
        ev.AllocateText(source.Length * 8L);
        try
        {
            return new RegExpObject(RegexProgram.Compile(source, flags));
        }
        catch (RegexSyntaxException e)
        {
            throw ev.SyntaxError(e.Message);
        }
    }

    /// <summary>The match as an array, or null.</summary>
    public static Value Exec(Evaluator ev, RegExpObject pattern, string text) => pattern.Exec(ev, text)?.ToValue(ev, pattern.Program.HasIndices) ?? Value.Null;

    private static Members Make()
    {
        var members = new Members("RegExp", ObjectMembers.Instance)
        {
            { "test", 1, LabelRule.Verdict, (in NativeCall call) => Of(call) is var pattern && Remember(call, pattern) && pattern.Exec(call.Ev, call.Text(0)) is not null },
            { "exec", 1, (in NativeCall call) => Of(call) is var pattern && Remember(call, pattern) ? Exec(call.Ev, pattern, call.Text(0)) : Value.Null },
            { "toString", 0, (in NativeCall call) => "/" + Escaped(Of(call).Program.Source) + "/" + Of(call).Program.Flags },
        };
        members.AddGetter("source", (in NativeCall call) => Escaped(Of(call).Program.Source));
        members.AddGetter("flags", (in NativeCall call) => Of(call).Program.Flags);
        members.AddGetter("lastIndex", (in NativeCall call) => Of(call).LastIndex);
        foreach (var (name, flag) in new[] { ("global", 'g'), ("ignoreCase", 'i'), ("multiline", 'm'), ("dotAll", 's'), ("unicode", 'u'), ("sticky", 'y'), ("hasIndices", 'd') })
            members.AddGetter(name, (in NativeCall call) => Of(call).Program.Flags.Contains(flag), LabelRule.Verdict);
        return members;
    }

    private static RegExpObject Of(in NativeCall call) =>
        call.Self.Host as RegExpObject ?? throw call.Ev.TypeError($"a regular expression is expected, not {To.TypeName(call.Self)}");

    /// <summary>Where the next match begins will tell of the text that this one was looked for in.</summary>
    private static bool Remember(in NativeCall call, RegExpObject pattern)
    {
        if (pattern.Program.IsGlobal || pattern.Program.IsSticky) pattern.Mix(call.ArgumentLabels);
        return true;
    }

    private static Value Construct(in NativeCall call)
    {
        var given = call[0].Host as RegExpObject;
        var source = given?.Program.Source ?? (call[0].IsUndefined ? "" : call.Text(0));
        var flags = !call[1].IsUndefined ? call.Text(1) : given?.Program.Flags ?? "";
        var pattern = Compile(call.Ev, source, flags);
        // The names of groups become the names of properties, which carry no labels.
        if (pattern.Program.Names.Count > 0) Labelling.RefuseAsShape(call.Ev, To.Primitive(call.Ev, call[0], Hint.Text), "a regular expression with named groups");
        return Value.FromHost(pattern);
    }

    private static string Escaped(string source)
    {
        if (source.Length == 0) return "(?:)";
        var text = new System.Text.StringBuilder();
        var inClass = false;
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (c == '\\' && i + 1 < source.Length)
            {
                text.Append(c).Append(source[++i]);
                continue;
            }
            if (c is '[' or ']') inClass = c == '[';
            text.Append(c switch { '/' when !inClass => "\\/", '\n' => "\\n", '\r' => "\\r", '\u2028' => "\\u2028", '\u2029' => "\\u2029", _ => c.ToString() });
        }
        return text.ToString();
    }
}
