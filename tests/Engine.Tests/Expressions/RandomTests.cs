using Keyway.Engine.Expressions;

namespace Keyway.Engine.Tests.Expressions;

/// <summary>Expressions that nobody thought of, from a seed, against Node; and texts that are no expressions at all.</summary>
public sealed class RandomTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_expressions_give_what_Node_gives(int seed)
    {
        var writer = new RandomExpression(new Random(seed));
        Compare([.. Enumerable.Range(0, 4000).Select(_ => writer.Next())]);
    }

    [Fact]
    public void Random_regular_expressions_match_what_Node_matches()
    {
        var writer = new RandomPattern(new Random(3));
        Compare([.. Enumerable.Range(0, 4000).Select(_ => writer.Next())]);
    }

    [Fact]
    public void Random_numbers_print_as_Node_prints_them()
    {
        var random = new Random(4);
        var sources = new List<string>();
        for (var i = 0; i < 3000; i++)
        {
            var number = RandomNumber(random);
            var text = number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            sources.Add($"[{text}, ({text}).toFixed({random.Next(0, 25)}), ({text}).toPrecision({random.Next(1, 30)}), ({text}).toExponential({random.Next(0, 25)}), ({text}).toString({random.Next(2, 37)}), ({text}).toLocaleString(), {text} | 0, {text} >>> 0]");
        }
        Compare(sources);
    }

    [Fact]
    public void Random_dates_are_what_Node_makes_of_them()
    {
        var random = new Random(5);
        string[] months = ["Jan", "February", "Mar", "4", "05", "Jun", "7", "aug", "SEP", "10", "Nov", "December"];
        var sources = new List<string>();
        for (var i = 0; i < 2000; i++)
        {
            var (year, month, day) = (random.Next(1900, 2100), random.Next(1, 13), random.Next(1, 32));
            var (hour, minute, second) = (random.Next(0, 24), random.Next(0, 60), random.Next(0, 60));
            var zone = random.Next(6) switch { 0 => " GMT", 1 => " +0200", 2 => " GMT-05:30", 3 => " EST", 4 => " Z", _ => "" };
            var clock = random.Next(4) switch { 0 => "", 1 => $" {hour}:{minute:00}", 2 => $" {hour:00}:{minute:00}:{second:00}{zone}", _ => $" {hour % 12 + 1}:{minute:00} {(hour > 11 ? "PM" : "am")}{zone}" };
            var text = random.Next(8) switch
            {
                0 => $"{year}-{month:00}-{day:00}T{hour:00}:{minute:00}:{second:00}.{random.Next(1000):000}Z",
                1 => $"{months[month - 1]} {day}, {year}{clock}",
                2 => $"{day} {months[month - 1]} {year}{clock}",
                3 => $"{month}/{day}/{year}{clock}",
                4 => $"{year}/{month}/{day}{clock}",
                5 => $"Mon, {day} {months[month - 1]} {year}{clock}",
                6 => $"{year}-{month:00}-{day:00}{(random.Next(2) == 0 ? "" : $"T{hour:00}:{minute:00}")}",
                _ => $"{year}-{month:00}-{day:00} {hour:00}:{minute:00}:{second:00}{zone}",
            };
            sources.Add($"new Date({Quote(text)}).getTime()");
            var time = (long)((random.NextDouble() - 0.5) * 2e13);
            sources.Add($"(d => [d, d.toString(), d.toUTCString(), d.getDay(), d.getFullYear(), d.toLocaleString(), d.toLocaleDateString('en-US', {{ dateStyle: 'full' }}), d.setMonth({random.Next(-30, 30)}), d.setDate({random.Next(-100, 100)}), d.setHours({random.Next(-50, 50)})])(new Date({time}))");
        }
        Compare(sources);
    }

    [Fact]
    public void Random_addresses_are_what_Node_makes_of_them()
    {
        var random = new Random(6);
        string[] schemes = ["https:", "http:", "HTTP:", "ftp:", "file:", "foo:", "mailto:", "ws:", ""];
        string[] marks = ["//", "/", "", "\\\\", "///"];
        string[] hosts = ["example.org", "EXAMPLE.org.", "a.b:80", "a:443", "u:p@h:1", "u@h", "127.1", "0x7f.1", "1.2.3.256", "[::1]", "[1:2::3]:8", "münchen.de", "a b", "a%41", "", "h:", ":80", "a..b", "xn--a", "[::", "日本.jp"];
        string[] paths = ["", "/", "/a/b", "/a/../b", "/./a/.", "/..", "/a b", "/%2e%2E/x", "/a%2fb", "\\a\\..\\b", "/é", "//x", "/a//b/", "/a;b=c", "/a|b", "/{a}", "/~a'\"<>`", "a/b", "../c"];
        string[] queries = ["", "?", "?a=b", "?a=b&c", "?a b'\"<>", "?é", "?a#b", "?%zz"];
        string[] fragments = ["", "#", "#a b", "#é`<>\""];
        var sources = new List<string>();
        for (var i = 0; i < 3000; i++)
        {
            var (scheme, path) = (Pick(schemes), Pick(paths));
            // Where Node leaves the standard: a scheme that is not special loses the slash of a path that goes up to nothing.
            if (scheme is "foo:" or "mailto:" && path.Contains("..")) path = "/x";
            var text = scheme + Pick(marks) + Pick(hosts) + path + Pick(queries) + Pick(fragments);
            var from = random.Next(3) == 0 ? "," + Quote(Pick(["https://base.org/x/y?z#w", "file:///a/b", "foo://h/a/b"])) : "";
            if (from.Contains("foo:")) text = text.Replace("..", "x");
            if (scheme == "file:" || from.Contains("file:")) text = text.Replace("u:p@", "").Replace("a:443", "a");
            sources.Add($"(u => [u.href, u.origin, u.host, u.port, u.pathname, u.search, u.hash, u.username, [...u.searchParams]])(new URL({Quote(text)}{from}))");
        }
        Compare(sources);

        string Pick(string[] all) => all[random.Next(all.Length)];
    }

    [Fact]
    public void Random_texts_are_normalized_folded_and_encoded_as_Node_does()
    {
        var random = new Random(7);
        var sources = new List<string>();
        for (var i = 0; i < 2500; i++)
        {
            var text = "";
            for (var k = random.Next(1, 8); k > 0; k--)
                text += char.ConvertFromUtf32(random.Next(9) switch
                {
                    0 => random.Next(0x20, 0x7f),
                    1 => random.Next(0xa0, 0x250),
                    2 => random.Next(0x300, 0x370),
                    3 => random.Next(0x370, 0x530),
                    4 => random.Next(0x1e00, 0x2000),
                    5 => random.Next(0xac00, 0xd7a4),
                    6 => random.Next(0x1100, 0x1200),
                    7 => random.Next(0x2000, 0x3200),
                    _ => random.Next(0xf900, 0xfb50),
                });
            var t = Quote(text);
            sources.Add($"[{t}.normalize('NFC'), {t}.normalize('NFD'), {t}.normalize('NFKC'), {t}.normalize('NFKD'), encodeURIComponent({t}), Buffer.from({t}).toString('base64url'), [...{t}].length, {t}.trim(), escape.length]".Replace(", escape.length", ""));
        }
        Compare(sources);
    }

    [Fact]
    public void No_text_makes_the_parser_fail()
    {
        var random = new Random(8);
        var table = File.ReadAllLines(Path.Combine(Oracle.Folder(), "table.txt"));
        const string Pieces = "()[]{}.,;:?=>+-*/%!&|^~<>'\"`$\\ \n0123456789abcxyz_#@é😀\ud800\0";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new System.Text.StringBuilder(table[random.Next(table.Length)]);
            for (var k = random.Next(1, 5); k > 0; k--)
            {
                var at = random.Next(text.Length + 1);
                switch (random.Next(4))
                {
                    case 0: text.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                    case 1 when at < text.Length: text.Remove(at, 1); break;
                    case 2 when at < text.Length: text[at] = Pieces[random.Next(Pieces.Length)]; break;
                    default: text.Insert(at, string.Concat(table[random.Next(table.Length)].Take(6))); break;
                }
            }
            // Evaluating what does parse must not fail either, except as an expression may.
            if (Expression.Parse(text.ToString()) is ExpressionParse.Parsed { Expression: var expression }) expression.Evaluate(Oracle.Scope(), ExpressionLimits.Default);
        }
    }

    private static void Compare(IReadOnlyList<string> sources)
    {
        var expected = Oracle.AskNode(sources);
        var scope = Oracle.Scope();
        var wrong = new List<string>();
        var good = 0;
        for (var i = 0; i < sources.Count; i++)
        {
            var got = Oracle.AskOurs(sources[i], scope);
            if (got == expected[i]) good += got.StartsWith("throws", StringComparison.Ordinal) ? 0 : 1;
            else if (got != "throws expression_limit") wrong.Add($"{sources[i]}\n    Node: {expected[i]}\n    ours: {got}");
        }
        wrong.ShouldBeEmpty(string.Join("\n", wrong.Take(40)));
        good.ShouldBeGreaterThan(sources.Count / 3);
        Oracle.Show(scope.Steps).ShouldBe(Oracle.Show(Oracle.Scope().Steps), "the scope was changed");
    }

    private static double RandomNumber(Random random) => random.Next(5) switch
    {
        0 => random.Next(-1000, 1000),
        1 => Math.Round(random.NextDouble() * 1000, random.Next(0, 6)),
        2 => random.Next(-100_000, 100_000) / 8.0,
        3 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 25)),
        _ => random.Next() * (double)random.Next(),
    };

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
