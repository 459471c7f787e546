namespace Keyway.Engine.Workflows.Format;

/// <summary>"Did you mean": the known name that is fewest slips of the pen away.</summary>
internal static class NearestName
{
    /// <summary>Null where nothing is near: a third of the letters wrong is another word.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > 64) return null;
        string? best = null;
        var least = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) >= least || candidate == name) continue;
            var slips = Slips(name, candidate, least);
            if (slips >= least) continue;
            least = slips;
            best = candidate;
        }
        return best;
    }

    /// <summary>Damerau's distance (insertions, deletions, changes and swaps of neighbours), letter case not counted; given up at <paramref name="limit"/>.</summary>
    private static int Slips(string a, string b, int limit)
    {
        Span<int> before = stackalloc int[b.Length + 1], last = stackalloc int[b.Length + 1], row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = Same(a[i - 1], b[j - 1]);
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1])) row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }
            if (least >= limit) return limit;
            var spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return last[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
