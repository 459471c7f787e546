namespace Keyway.Engine.Redaction;

/// <summary>A stretch of a text that is to be replaced by a handle.</summary>
/// <param name="Weight">How many bytes of the secret were recognised: where two overlap, the heavier names both.</param>
/// <param name="IsWhole">All of the secret is in it, so that no rest of it can lie beside it.</param>
internal readonly record struct Mark(int Start, int End, Secret Owner, int Weight, bool IsWhole)
{
    // Pieces of one secret that something unforeseen parts (a quote, a comment sign before each line) belong together.
    private const int Bridge = 8;

    /// <summary>In order, without overlaps.</summary>
    public static void Merge(List<Mark> marks)
    {
        if (marks.Count < 2) return;
        marks.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        var last = 0;
        for (var i = 1; i < marks.Count; i++)
        {
            if (marks[last].Joins(marks[i])) marks[last] = marks[last].With(marks[i]);
            else marks[++last] = marks[i];
        }
        marks.RemoveRange(last + 1, marks.Count - last - 1);
    }

    private bool Joins(Mark next) =>
        next.Start < End || (ReferenceEquals(Owner, next.Owner) && !IsWhole && !next.IsWhole && next.Start - End <= Bridge);

    private Mark With(Mark next)
    {
        var heavier = next.Weight > Weight ? next : this;
        return heavier with { Start = Start, End = Math.Max(End, next.End), IsWhole = IsWhole || next.IsWhole };
    }
}
