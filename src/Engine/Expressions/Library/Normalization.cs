using System.Text;
using Keyway.Engine.Expressions.Syntax;

namespace Keyway.Engine.Expressions.Library;

/// <summary>
/// Unicode's normal forms. The framework's own need ICU, which this process runs without, and then leave every text as it is; so the tables are ours
/// (<c>normalization.txt</c>, written by <c>unicode.js</c> beside the tests), read when a text first needs them.
/// </summary>
internal static class Normalization
{
    private const int HangulBase = 0xac00, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11a7, VowelCount = 21, TrailCount = 28;

    public static string Apply(string text, string form)
    {
        if (text.All(c => c < 0x80)) return text;
        var points = Decompose(text, isCompatible: form.Contains('K'));
        Order(points);
        if (form.EndsWith('C')) Compose(points);
        var built = new StringBuilder(points.Count);
        foreach (var point in points) Texts.AppendCodePoint(built, point);
        return built.ToString();
    }

    private static List<int> Decompose(string text, bool isCompatible)
    {
        var points = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var point = Texts.CodePointAt(text, i);
            if (point > 0xffff) i++;
            if (isCompatible && Tables.Compatible.TryGetValue(point, out var plain)) points.AddRange(plain);
            else if (Tables.Canonical.TryGetValue(point, out var parts)) points.AddRange(parts);
            else if (point - HangulBase is >= 0 and < 11_172 and var syllable)
            {
                points.Add(LeadBase + syllable / (VowelCount * TrailCount));
                points.Add(VowelBase + syllable % (VowelCount * TrailCount) / TrailCount);
                if (syllable % TrailCount > 0) points.Add(TrailBase + syllable % TrailCount);
            }
            else points.Add(point);
        }
        return points;
    }

    /// <summary>Puts the marks behind each letter in the order of their classes.</summary>
    private static void Order(List<int> points)
    {
        for (var i = 0; i < points.Count; i++)
        {
            if (Tables.ClassOf(points[i]) == 0) continue;
            var end = i;
            while (end < points.Count && Tables.ClassOf(points[end]) != 0) end++;
            var marks = points.GetRange(i, end - i).OrderBy(Tables.ClassOf).ToArray();
            for (var k = 0; k < marks.Length; k++) points[i + k] = marks[k];
            i = end;
        }
    }

    private static void Compose(List<int> points)
    {
        var starter = -1;
        var written = 0;
        var lastClass = -1;
        foreach (var point in points.ToArray())
        {
            var own = Tables.ClassOf(point);
            // A mark reaches its letter only past marks of smaller classes.
            if (starter >= 0 && lastClass < own | lastClass == -1 && Pair(points[starter], point) is { } both)
            {
                points[starter] = both;
                continue;
            }
            if (own == 0)
            {
                starter = written;
                lastClass = -1;
            }
            else lastClass = own;
            points[written++] = point;
        }
        points.RemoveRange(written, points.Count - written);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < 19 and var lead && second - VowelBase is >= 0 and < VowelCount and var vowel)
            return HangulBase + (lead * VowelCount + vowel) * TrailCount;
        if (first - HangulBase is >= 0 and < 11_172 and var syllable && syllable % TrailCount == 0 && second - TrailBase is > 0 and < TrailCount and var trail)
            return first + trail;
        return Tables.Pairs.TryGetValue((first, second), out var both) ? both : null;
    }

    /// <summary>Read once, by the first text that is not ASCII.</summary>
    private static class Tables
    {
        public static readonly Dictionary<int, int[]> Canonical = [];
        public static readonly Dictionary<int, int[]> Compatible = [];
        public static readonly Dictionary<(int, int), int> Pairs = [];
        private static readonly Dictionary<int, int> Classes = [];

        static Tables()
        {
            using var stream = typeof(Normalization).Assembly.GetManifestResourceStream("Keyway.Engine.normalization.txt")!;
            using var reader = new StreamReader(stream);
            var whole = new List<int>();
            foreach (var (point, text) in Entries(reader.ReadLine()!))
            {
                Canonical[point] = Points(text.TrimStart('!'));
                if (text[0] != '!') whole.Add(point);
            }
            foreach (var (point, text) in Entries(reader.ReadLine()!)) Compatible[point] = Points(text);
            foreach (var (point, text) in Entries(reader.ReadLine()!)) Classes[point] = int.Parse(text);
            AddPairs(whole);
        }

        public static int ClassOf(int point) => Classes.GetValueOrDefault(point);

        /// <summary>The tables hold full decompositions. Shortest first, all but the last of one is the decomposition of an earlier one, or a letter itself.</summary>
        private static void AddPairs(List<int> whole)
        {
            var known = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var point in whole.OrderBy(p => Canonical[p].Length))
            {
                var parts = Canonical[point];
                var first = parts.Length == 2 ? parts[0] : known.GetValueOrDefault(Key(parts[..^1]), -1);
                if (first >= 0) Pairs[(first, parts[^1])] = point;
                known[Key(parts)] = point;
            }
        }

        private static string Key(int[] points) => string.Join('.', points);

        private static int[] Points(string text) => [.. text.Split('.').Select(Number)];

        private static int Number(string digits) => (int)Texts.ParseInteger(digits, 36);

        private static IEnumerable<(int Point, string Text)> Entries(string line)
        {
            var at = 0;
            foreach (var entry in line.Split(' '))
            {
                var colon = entry.IndexOf(':');
                at += Number(entry[..colon]);
                yield return (at, entry[(colon + 1)..]);
            }
        }
    }
}
