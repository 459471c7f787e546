using System.Text;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Redaction;

/// <summary>
/// The main proof: what comes out with secret A is, byte for byte, what comes out with secret B in its place, whatever their lengths.
/// It knows no list of encodings, so it holds for what nobody thought of.
/// </summary>
public class NonInterferenceTests
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_text_comes_out_the_same_whatever_the_secret_was(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 400; i++)
        {
            var spelling = Spelling.All[random.Next(Spelling.All.Length)];
            // A wrapped text's lines end elsewhere when the secret is longer; what stands after it moves, which no redactor can undo.
            if (spelling.Name == "wrapped") continue;
            var (before, after) = (Surroundings(random), Surroundings(random));
            var (a, b) = (Secret(random), Secret(random));

            var one = Fixture.Scrub($"say {spelling.Write(before + a + after)}, then", a);
            var other = Fixture.Scrub($"say {spelling.Write(before + b + after)}, then", b);

            one.ShouldBe(other, customMessage: $"{i}: {spelling.Name}, {before} _ {after}: {a} and {b}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_document_comes_out_the_same_whatever_the_secret_was(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 100; i++)
        {
            var form = random.Next();
            var (a, b) = (Secret(random), Secret(random));

            Everything(a, form).ShouldBe(Everything(b, form));
        }
    }

    /// <summary>Not with a quote at either end: where quotes are written twice one of the two is left beside the handle.</summary>
    private static string Secret(Random random) => "S" + Fixture.Random(random, random.Next(12, 70)) + "e";

    /// <summary>All that a sink could get of a document with this secret in it.</summary>
    private static string Everything(string secret, int form)
    {
        var redactor = Fixture.Redactor(secret);
        var random = new Random(form);
        var document = Document(secret, random, 4);
        var recorded = redactor.Recorded(document, _ => 0);
        var body = Encoding.UTF8.GetBytes(ValueJson.ToText(document));
        return string.Join('\n',
            redactor.Json(document).Text,
            recorded.Text,
            Keyway.Engine.Redaction.Redactor.ToDisplay(recorded.Utf8.Span).Text,
            ValueJson.ToText(redactor.Scrub(document)),
            redactor.Text("failed: " + ValueJson.ToText(document)).Text,
            Encoding.UTF8.GetString(redactor.ScrubBytes(body).Span));
    }

    private static Value Document(string secret, Random random, int depth)
    {
        switch (depth == 0 ? random.Next(4) : random.Next(7))
        {
            case 0:
                return Value.From(secret).With(Labels.Of(Fixture.Token));
            case 1:
                return Surroundings(random) + secret + Surroundings(random);
            case 2:
                return "ordinary " + random.Next(1000);
            case 3:
                var spelling = Spelling.All[random.Next(Spelling.All.Length)];
                return "pre " + (spelling.Name == "wrapped" ? secret : spelling.Write(secret)) + " post";
            case 4:
                var list = new ArrayValue();
                for (var n = random.Next(4); n >= 0; n--) list.Add(Document(secret, random, depth - 1));
                return list;
            default:
                var map = new ObjectValue();
                for (var n = random.Next(5); n >= 0; n--) map.Set(random.Next(5) == 0 ? "key " + secret : "key" + n, Document(secret, random, depth - 1));
                return map;
        }
    }

    private static string Surroundings(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => "token=",
        2 => " (\"",
        _ => Fixture.Random(random, random.Next(1, 9), "abcXYZ 019:,/_-"),
    };
}
