namespace Keyway.Engine.Redaction;

/// <summary>One text to be found, in its plain form, as it lies in a <see cref="NeedleTable"/> between <see cref="Start"/> and <see cref="End"/>.</summary>
/// <param name="Owner">Whose handle takes its place.</param>
/// <param name="FirstPart">Its parts begin here in the table's list.</param>
internal readonly record struct Needle(Secret Owner, int Start, int End, int FirstPart)
{
    /// <summary>A fragment of so many bytes gives a short secret away; texts below that length are matched as words only.</summary>
    public const int Window = 8;

    /// <summary>A fragment of a long secret: longer, so that a common turn of phrase in it is not one.</summary>
    public const int LongWindow = 12;

    /// <summary>From this length on a secret is long.</summary>
    public const int Long = 24;
}

/// <summary>A stretch of a needle and how many bytes of it must be found in a row.</summary>
internal readonly record struct NeedlePart(int Start, int End, int Least)
{
    /// <param name="start">Where it begins in the table.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="evidence">What counts as found.</param>
    /// <param name="written">How long the secret is as it was given, where this is another spelling of it.</param>
    public static NeedlePart Of(int start, int end, Evidence evidence, int written)
    {
        var length = end - start;
        var fragment = Math.Min(length, written) < Needle.Long ? Needle.Window : Needle.LongWindow;
        return new(start, end, evidence switch
        {
            Evidence.Whole => length,
            // The middle of a short stretch would hold no room for what is looked up.
            Evidence.Most when length >= 2 * Needle.Long => length * 3 / 4,
            _ => fragment,
        });
    }

    /// <summary>Whether a match that covers the needle's bytes from one index to another shows enough of this part.</summary>
    public bool IsShownBy(int start, int end) => Math.Min(end, End) - Math.Max(start, Start) >= Least;
}
