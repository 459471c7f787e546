using System.Runtime.InteropServices;

namespace Keyway.Engine.Expressions.RegularExpressions;

internal enum Op : byte
{
    /// <summary>The pattern, or a look ahead or behind, has matched.</summary>
    Match,

    /// <summary>One character: <c>A</c> is its code.</summary>
    Char,

    /// <summary>Any character but a line end.</summary>
    Any,

    /// <summary>Any character.</summary>
    All,

    /// <summary>A character of set <c>A</c>.</summary>
    Set,

    /// <summary>Go on here; if that fails, at <c>A</c>.</summary>
    Split,

    /// <summary>Go on at <c>A</c>; if that fails, here.</summary>
    SplitAway,

    Jump,

    /// <summary>Register <c>A</c> is the position.</summary>
    Save,

    /// <summary>Registers from <c>A</c> up to <c>B</c> are unset.</summary>
    Forget,

    /// <summary>Register <c>A</c> is 0.</summary>
    Zero,

    /// <summary>Register <c>A</c> goes up by one.</summary>
    Count,

    /// <summary>If register <c>A</c> is less than <c>B</c>, skip the next instruction.</summary>
    SkipIfLess,

    /// <summary>Fails where nothing has been taken since register <c>A</c> was saved.</summary>
    FailIfEmpty,

    /// <summary>The next instruction matches a single character; it is repeated as the bounds say, as often as possible.</summary>
    RepeatMost,

    /// <summary>The same, as seldom as possible.</summary>
    RepeatLeast,

    /// <summary>What group <c>A</c> took.</summary>
    Backreference,

    LineStart,
    LineEnd,
    WordBoundary,
    NotWordBoundary,

    /// <summary>What follows must match, up to its own <see cref="Match"/>, and takes nothing; then on at <c>A</c>.</summary>
    Look,

    /// <summary>What follows must not match.</summary>
    LookNot,
}

/// <param name="Op">What to do.</param>
/// <param name="A">See <see cref="Op"/>.</param>
/// <param name="B">See <see cref="Op"/>.</param>
/// <param name="IsBackward">Inside a look behind, where everything is matched from right to left.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Instruction(Op Op, int A = 0, int B = 0, bool IsBackward = false);

/// <summary>A regular expression ready to match. Immutable.</summary>
internal sealed class RegexProgram
{
    private RegexProgram(string source, string flags, RegexReader reader, RegexCompiler compiler)
    {
        Source = source;
        Flags = flags;
        CaptureCount = reader.CaptureCount;
        Names = reader.Names;
        Code = compiler.Code;
        Sets = compiler.Sets;
        RegisterCount = compiler.RegisterCount;
        // A pattern that begins with a plain character is looked for by that character.
        FirstChar = !IgnoresCase && Code[0] is { Op: Op.Char } first and { A: <= 0xffff } ? (char)first.A : null;
    }

    public string Source { get; }
    public string Flags { get; }
    public int CaptureCount { get; }
    public IReadOnlyList<(string Name, int Index)> Names { get; }
    public Instruction[] Code { get; }
    public CharSet[] Sets { get; }
    public int RegisterCount { get; }
    public char? FirstChar { get; }

    public bool IsGlobal => Flags.Contains('g');
    public bool IsSticky => Flags.Contains('y');
    public bool IsUnicode => Flags.Contains('u');
    public bool IgnoresCase => Flags.Contains('i');
    public bool IsMultiline => Flags.Contains('m');
    public bool HasIndices => Flags.Contains('d');

    /// <exception cref="RegexSyntaxException">The pattern or the flags are not good.</exception>
    public static RegexProgram Compile(string source, string flags)
    {
        foreach (var flag in flags)
            if (!"dgimsuy".Contains(flag) || flags.Count(f => f == flag) > 1)
                throw new RegexSyntaxException("the regular expression has a flag that is not known, or twice; there are d, g, i, m, s, u and y");
        var reader = new RegexReader(source, flags.Contains('u'));
        var compiler = new RegexCompiler(reader.CaptureCount, flags.Contains('s'));
        compiler.Compile(reader.Read());
        return new RegexProgram(source, new string([.. flags.Order()]), reader, compiler);
    }
}
