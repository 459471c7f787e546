namespace Keyway.Engine.Expressions.RegularExpressions;

/// <summary>A regular expression as it was written.</summary>
internal abstract record RegexNode
{
    private RegexNode() { }

    public sealed record Empty : RegexNode;

    public sealed record Char(int Code) : RegexNode;

    public sealed record Any : RegexNode;

    public sealed record Class(CharSet Set) : RegexNode;

    public sealed record Sequence(IReadOnlyList<RegexNode> Items) : RegexNode;

    public sealed record Choice(IReadOnlyList<RegexNode> Alternatives) : RegexNode;

    public sealed record Capture(int Index, RegexNode Inner) : RegexNode;

    public sealed record Backreference(int Index) : RegexNode;

    public sealed record LineStart : RegexNode;

    public sealed record LineEnd : RegexNode;

    public sealed record WordBoundary(bool IsNegated) : RegexNode;

    public sealed record Look(RegexNode Inner, bool IsBehind, bool IsNegated) : RegexNode;

    /// <param name="Inner">What is repeated.</param>
    /// <param name="Min">At least so often.</param>
    /// <param name="Max">At most so often; <see cref="int.MaxValue"/> for no bound.</param>
    /// <param name="IsLazy">As few as possible.</param>
    /// <param name="FirstCapture">The captures inside, which each repetition forgets: from here.</param>
    /// <param name="EndCapture">Up to, not including, here.</param>
    public sealed record Repeat(RegexNode Inner, int Min, int Max, bool IsLazy, int FirstCapture, int EndCapture) : RegexNode;

    /// <summary>Whether it can match without taking a character. When in doubt, yes.</summary>
    public bool MayBeEmpty => this switch
    {
        Char or Any or Class => false,
        Sequence sequence => sequence.Items.All(i => i.MayBeEmpty),
        Choice choice => choice.Alternatives.Any(a => a.MayBeEmpty),
        Capture capture => capture.Inner.MayBeEmpty,
        Repeat repeat => repeat.Min == 0 || repeat.Inner.MayBeEmpty,
        _ => true,
    };
}

/// <summary>A pattern that is no regular expression. The message quotes nothing of it: it may have been computed.</summary>
internal sealed class RegexSyntaxException(string message) : Exception(message);
