using Keyway.Engine.Expressions.Evaluating;

namespace Keyway.Engine.Expressions.RegularExpressions;

/// <summary>
/// Runs a program over a text by backtracking, with a stack of its own: no pattern can take the thread's stack, every instruction counts
/// against the evaluation's steps, and the result is JavaScript's to the letter, which no translation to another engine's dialect gives.
/// </summary>
internal sealed class RegexMatcher(Evaluator ev, RegexProgram program, string input)
{
    private const int MaxEntries = 1 << 20;

    private readonly Instruction[] _code = program.Code;
    private readonly bool _isUnicode = program.IsUnicode;
    private readonly bool _ignoresCase = program.IgnoresCase;
    private readonly int[] _registers = new int[program.RegisterCount];
    private Entry[] _entries = new Entry[32];
    private int _top;
    private int _work;

    private enum Kind : byte
    {
        Choice,
        Undo,
        Most,
        Least,
    }

    /// <summary>Something to return to: a choice not taken, a register's former value, or a repetition that can give one back or take one more.</summary>
    private readonly record struct Entry(Kind Kind, int A, int B, int C);

    /// <summary>Start and end of the whole and of each group after a match; -1 where a group took no part.</summary>
    public ReadOnlySpan<int> Captures => _registers.AsSpan(0, 2 * (program.CaptureCount + 1));

    /// <summary>The first match at or after a position.</summary>
    public bool Find(int start)
    {
        for (var at = start; at <= input.Length; at++)
        {
            if (program.FirstChar is { } first)
            {
                var found = input.IndexOf(first, at);
                ev.ChargeText((found < 0 ? input.Length : found) - at);
                if (found < 0) return false;
                at = found;
            }
            if (MatchAt(at)) return true;
            if (_isUnicode && at + 1 < input.Length && char.IsSurrogatePair(input[at], input[at + 1])) at++;
        }
        return false;
    }

    public bool MatchAt(int start)
    {
        Array.Fill(_registers, -1);
        _top = 0;
        if (!Run(0, start, out var end)) return false;
        _registers[0] = start;
        _registers[1] = end;
        return true;
    }

    private bool Run(int pc, int at, out int end)
    {
        var floor = _top;
        end = at;
        while (true)
        {
            if ((++_work & 15) == 0) ev.Charge(1);
            ref readonly var now = ref _code[pc];
            var isGood = true;
            switch (now.Op)
            {
                case Op.Match:
                    end = at;
                    return true;
                case Op.Char or Op.Any or Op.All or Op.Set:
                    isGood = TryTake(now, ref at);
                    break;
                case Op.Split:
                    Push(new(Kind.Choice, now.A, at, 0));
                    break;
                case Op.SplitAway:
                    Push(new(Kind.Choice, pc + 1, at, 0));
                    pc = now.A;
                    continue;
                case Op.Jump:
                    pc = now.A;
                    continue;
                case Op.Save:
                    Set(now.A, at);
                    break;
                case Op.Zero:
                    Set(now.A, 0);
                    break;
                case Op.Count:
                    Set(now.A, _registers[now.A] + 1);
                    break;
                case Op.Forget:
                    for (var i = now.A; i < now.B; i++)
                        if (_registers[i] >= 0) Set(i, -1);
                    break;
                case Op.SkipIfLess:
                    if (_registers[now.A] < now.B) pc++;
                    break;
                case Op.FailIfEmpty:
                    isGood = at != _registers[now.A];
                    break;
                case Op.RepeatMost:
                    isGood = TryRepeatMost(pc, ref at);
                    pc++;
                    break;
                case Op.RepeatLeast:
                    isGood = TryRepeatLeast(pc, ref at);
                    pc++;
                    break;
                case Op.Backreference:
                    isGood = TryBackreference(now, ref at);
                    break;
                case Op.Look or Op.LookNot:
                    isGood = Look(pc + 1, at, now.Op == Op.LookNot);
                    pc = now.A - 1;
                    break;
                default:
                    isGood = Holds(now.Op, at);
                    break;
            }
            if (isGood) pc++;
            else if (!TryReturn(floor, ref pc, ref at)) return false;
        }
    }

    /// <summary>Takes the latest choice again, or gives up at the floor.</summary>
    private bool TryReturn(int floor, ref int pc, ref int at)
    {
        while (_top > floor)
        {
            var entry = _entries[--_top];
            switch (entry.Kind)
            {
                case Kind.Undo:
                    _registers[entry.A] = entry.B;
                    break;
                case Kind.Choice:
                    pc = entry.A;
                    at = entry.B;
                    return true;
                case Kind.Most:
                    at = StepBack(entry.A, entry.C, entry.B);
                    if (at != entry.B) _entries[_top++] = entry with { C = at };
                    pc = entry.A + 2;
                    return true;
                case Kind.Least:
                    at = entry.B;
                    if (!TryTake(_code[entry.A + 1], ref at)) break;
                    if (entry.C + 1 < _code[entry.A].B) _entries[_top++] = entry with { B = at, C = entry.C + 1 };
                    pc = entry.A + 2;
                    return true;
            }
        }
        return false;
    }

    private bool TryRepeatMost(int pc, ref int at)
    {
        var (_, min, max, isBackward) = _code[pc];
        ref readonly var single = ref _code[pc + 1];
        var count = 0;
        while (count < min && TryTake(single, ref at)) count++;
        if (count < min) return false;
        var least = at;
        while (count < max && TryTake(single, ref at)) count++;
        _work += count;
        if (count >= 16) ev.Charge(count >> 4);
        if (at != least) Push(new(Kind.Most, pc, least, at));
        return true;
    }

    private bool TryRepeatLeast(int pc, ref int at)
    {
        var (_, min, max, _) = _code[pc];
        for (var count = 0; count < min; count++)
        {
            if (!TryTake(_code[pc + 1], ref at)) return false;
            if ((++_work & 15) == 0) ev.Charge(1);
        }
        if (min < max) Push(new(Kind.Least, pc, at, min));
        return true;
    }

    /// <summary>One character less of a repetition; a surrogate pair that was taken as one is given back as one.</summary>
    private int StepBack(int pc, int at, int least)
    {
        var isPair = _isUnicode && Math.Abs(at - least) > 1
            && (_code[pc].IsBackward ? char.IsSurrogatePair(input[at], input[at + 1]) : char.IsSurrogatePair(input[at - 2], input[at - 1]));
        var width = isPair ? 2 : 1;
        return _code[pc].IsBackward ? at + width : at - width;
    }

    private bool TryTake(in Instruction single, ref int at)
    {
        int c;
        int next;
        if (single.IsBackward)
        {
            if (at == 0) return false;
            next = at - 1;
            c = input[next];
            if (_isUnicode && next > 0 && char.IsLowSurrogate(input[next]) && char.IsHighSurrogate(input[next - 1])) c = char.ConvertToUtf32(input[--next], (char)c);
        }
        else
        {
            if (at >= input.Length) return false;
            next = at + 1;
            c = input[at];
            if (_isUnicode && next < input.Length && char.IsHighSurrogate(input[at]) && char.IsLowSurrogate(input[next])) c = char.ConvertToUtf32((char)c, input[next++]);
        }
        var isGood = single.Op switch
        {
            Op.Char => c == single.A || (_ignoresCase && Fold.Canonical(c, _isUnicode) == Fold.Canonical(single.A, _isUnicode)),
            Op.Any => c is not ('\n' or '\r' or 0x2028 or 0x2029),
            Op.Set => _ignoresCase ? program.Sets[single.A].ContainsFolded(c, _isUnicode) : program.Sets[single.A].Contains(c),
            _ => true,
        };
        if (isGood) at = next;
        return isGood;
    }

    private bool TryBackreference(in Instruction reference, ref int at)
    {
        var start = _registers[2 * reference.A];
        var end = _registers[2 * reference.A + 1];
        if (start < 0 || end < 0) return true;
        var length = end - start;
        var from = reference.IsBackward ? at - length : at;
        if (from < 0 || from + length > input.Length) return false;
        ev.Charge(length >> 4);
        for (var i = 0; i < length; i++)
        {
            var a = input[start + i];
            var b = input[from + i];
            if (a != b && !(_ignoresCase && Fold.Canonical(a, _isUnicode) == Fold.Canonical(b, _isUnicode))) return false;
        }
        at = reference.IsBackward ? from : from + length;
        return true;
    }

    /// <summary>
    /// Matches what a look ahead or behind holds. It is never entered again, so its choices are dropped; what its groups took stays, and is undone
    /// when the match returns to before it.
    /// </summary>
    private bool Look(int pc, int at, bool isNegated)
    {
        var before = (int[])_registers.Clone();
        var floor = _top;
        var isMatch = Run(pc, at, out _);
        _top = floor;
        if (isMatch && !isNegated)
        {
            for (var i = 0; i < before.Length; i++)
                if (before[i] != _registers[i]) Push(new(Kind.Undo, i, before[i], 0));
            return true;
        }
        before.CopyTo(_registers, 0);
        return isMatch != isNegated;
    }

    private bool Holds(Op op, int at) => op switch
    {
        Op.LineStart => at == 0 || (program.IsMultiline && IsLineEnd(input[at - 1])),
        Op.LineEnd => at == input.Length || (program.IsMultiline && IsLineEnd(input[at])),
        Op.WordBoundary => IsWord(at - 1) != IsWord(at),
        _ => IsWord(at - 1) == IsWord(at),
    };

    private static bool IsLineEnd(char c) => c is '\n' or '\r' or '\u2028' or '\u2029';

    private bool IsWord(int at) => at >= 0 && at < input.Length
        && (_ignoresCase && _isUnicode ? CharSet.Words.ContainsFolded(input[at], true) : CharSet.Words.Contains(input[at]));

    private void Set(int register, int value)
    {
        Push(new(Kind.Undo, register, _registers[register], 0));
        _registers[register] = value;
    }

    private void Push(Entry entry)
    {
        if (_top == _entries.Length)
        {
            if (_top >= MaxEntries) throw ev.LimitError("a regular expression takes too much memory");
            Array.Resize(ref _entries, _top * 2);
        }
        _entries[_top++] = entry;
    }
}
