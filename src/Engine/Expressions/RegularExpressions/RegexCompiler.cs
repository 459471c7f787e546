using System.Runtime.CompilerServices;

namespace Keyway.Engine.Expressions.RegularExpressions;

/// <summary>Turns a pattern into instructions for <see cref="RegexMatcher"/>.</summary>
internal sealed class RegexCompiler(int captureCount, bool dotMatchesAll)
{
    private readonly List<Instruction> _code = [];
    private readonly List<CharSet> _sets = [];
    private int _registers = 2 * (captureCount + 1);
    private bool _isBackward;

    public Instruction[] Code => [.. _code];
    public CharSet[] Sets => [.. _sets];

    /// <summary>Two for each group and for the whole, then the counters and marks of repetitions.</summary>
    public int RegisterCount => _registers;

    public void Compile(RegexNode node)
    {
        Emit(node);
        Add(Op.Match);
    }

    private void Emit(RegexNode node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new RegexSyntaxException("the regular expression has groups that nest too deeply");
        switch (node)
        {
            case RegexNode.Char c:
                Add(Op.Char, c.Code);
                break;
            case RegexNode.Any:
                Add(dotMatchesAll ? Op.All : Op.Any);
                break;
            case RegexNode.Class c:
                _sets.Add(c.Set);
                Add(Op.Set, _sets.Count - 1);
                break;
            case RegexNode.Sequence sequence:
                foreach (var item in _isBackward ? sequence.Items.Reverse() : sequence.Items) Emit(item);
                break;
            case RegexNode.Choice choice:
                EmitChoice(choice);
                break;
            case RegexNode.Capture capture:
                Add(Op.Save, 2 * capture.Index + (_isBackward ? 1 : 0));
                Emit(capture.Inner);
                Add(Op.Save, 2 * capture.Index + (_isBackward ? 0 : 1));
                break;
            case RegexNode.Backreference reference:
                Add(Op.Backreference, reference.Index);
                break;
            case RegexNode.LineStart:
                Add(Op.LineStart);
                break;
            case RegexNode.LineEnd:
                Add(Op.LineEnd);
                break;
            case RegexNode.WordBoundary boundary:
                Add(boundary.IsNegated ? Op.NotWordBoundary : Op.WordBoundary);
                break;
            case RegexNode.Look look:
                EmitLook(look);
                break;
            case RegexNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
        }
    }

    private void EmitChoice(RegexNode.Choice choice)
    {
        var jumps = new List<int>();
        for (var i = 0; i < choice.Alternatives.Count - 1; i++)
        {
            var split = Add(Op.Split);
            Emit(choice.Alternatives[i]);
            jumps.Add(Add(Op.Jump));
            PointHere(split);
        }
        Emit(choice.Alternatives[^1]);
        foreach (var jump in jumps) PointHere(jump);
    }

    private void EmitLook(RegexNode.Look look)
    {
        var outer = _isBackward;
        var start = Add(look.IsNegated ? Op.LookNot : Op.Look);
        _isBackward = look.IsBehind;
        Emit(look.Inner);
        Add(Op.Match);
        _isBackward = outer;
        PointHere(start);
    }

    private void EmitRepeat(RegexNode.Repeat repeat)
    {
        if (repeat.Max == 0) return;
        if (repeat.Inner is RegexNode.Char or RegexNode.Any or RegexNode.Class)
        {
            Add(repeat.IsLazy ? Op.RepeatLeast : Op.RepeatMost, repeat.Min, repeat.Max);
            Emit(repeat.Inner);
            return;
        }
        // X{1} is X; X? needs no counter; the rest is a loop that counts when there is something to count.
        if (repeat is { Min: 1, Max: 1 })
        {
            Emit(repeat.Inner);
            return;
        }
        var counter = repeat.Min > 0 || repeat.Max is > 1 and < int.MaxValue ? _registers++ : -1;
        if (counter >= 0) Add(Op.Zero, counter);
        var again = _code.Count;
        var leaves = new List<int>();
        if (repeat.Max is > 1 and < int.MaxValue)
        {
            // Enough: leave without a choice.
            Add(Op.SkipIfLess, counter, repeat.Max);
            leaves.Add(Add(Op.Jump));
        }
        if (repeat.Min > 0)
        {
            // Too few: go on without a choice.
            Add(Op.SkipIfLess, counter, repeat.Min);
            var choose = Add(Op.Jump);
            var forced = Add(Op.Jump);
            PointHere(choose);
            leaves.Add(Add(repeat.IsLazy ? Op.SplitAway : Op.Split));
            PointHere(forced);
        }
        else leaves.Add(Add(repeat.IsLazy ? Op.SplitAway : Op.Split));
        EmitBody(repeat, counter);
        if (repeat.Max > 1) _code.Add(new Instruction(Op.Jump, again));
        foreach (var leave in leaves) PointHere(leave);
    }

    /// <summary>One repetition. It forgets what the groups inside took in the one before, and past the least count it must take something.</summary>
    private void EmitBody(RegexNode.Repeat repeat, int counter)
    {
        var mark = repeat.Inner.MayBeEmpty ? _registers++ : -1;
        if (mark >= 0) Add(Op.Save, mark);
        if (repeat.EndCapture > repeat.FirstCapture) Add(Op.Forget, 2 * repeat.FirstCapture, 2 * repeat.EndCapture);
        Emit(repeat.Inner);
        if (mark >= 0)
        {
            if (repeat.Min > 0)
            {
                Add(Op.SkipIfLess, counter, repeat.Min);
                Add(Op.FailIfEmpty, mark);
            }
            else Add(Op.FailIfEmpty, mark);
        }
        if (counter >= 0) Add(Op.Count, counter);
    }

    private int Add(Op op, int a = 0, int b = 0)
    {
        _code.Add(new Instruction(op, a, b, _isBackward));
        return _code.Count - 1;
    }

    private void PointHere(int instruction) => _code[instruction] = _code[instruction] with { A = _code.Count };
}
