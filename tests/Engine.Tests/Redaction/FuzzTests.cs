using System.Buffers;
using System.Text;
using Keyway.Engine.Redaction;

namespace Keyway.Engine.Tests.Redaction;

/// <summary>Random secrets under random encodings, from printed seeds.</summary>
public class FuzzTests
{
    private static readonly Spelling[] Texts = [.. Spelling.All.Where(s => !s.Name.StartsWith("UTF-16", StringComparison.Ordinal))];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_random_secret_under_two_random_encodings_is_caught(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var secret = Fixture.Random(random, random.Next(20, 42));
            var (inner, outer) = (Texts[random.Next(Texts.Length)], Texts[random.Next(Texts.Length)]);
            var text = Prefix(random) + outer.Write(Prefix(random) + inner.Write(Prefix(random) + secret + Prefix(random)) + Prefix(random)) + Prefix(random);

            var scrubbed = Fixture.Scrub(text, secret);

            scrubbed.ShouldContain(Fixture.Handle, customMessage: $"{i}: {inner.Name} in {outer.Name}: {secret} as {text}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_piece_of_a_secret_is_caught(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var secret = Fixture.Random(random, random.Next(8, 80));
            var least = secret.Length < 24 ? 8 : 12;
            var length = random.Next(least, secret.Length + 1);
            var piece = secret.Substring(random.Next(secret.Length - length + 1), length);
            var spelling = Texts[random.Next(Texts.Length)];

            var scrubbed = Fixture.Scrub("log: " + spelling.Write(piece) + "... [cut]", secret);

            scrubbed.ShouldContain(Fixture.Handle, customMessage: $"{i}: {spelling.Name}: {piece} of {secret}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void However_a_body_is_cut_the_same_comes_out(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 6; i++)
        {
            string[] secrets = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Fixture.Random(random, random.Next(8, 60)))];
            var body = Body(random, secrets);
            var arena = Fixture.Arena(secrets);
            var whole = new Redactor(arena).ScrubBytes(body).ToArray();

            var output = new ArrayBufferWriter<byte>();
            var stream = new Redactor(arena).ScrubTo(output);
            for (var at = 0; at < body.Length;)
            {
                var size = Math.Min(body.Length - at, random.Next(4) == 0 ? random.Next(1, 20) : random.Next(1, 9000));
                stream.Write(body.AsSpan(at, size));
                at += size;
            }
            stream.Complete();

            output.WrittenSpan.SequenceEqual(whole).ShouldBeTrue();
            foreach (var secret in secrets) Encoding.UTF8.GetString(whole).ShouldNotContain(secret);
        }
    }

    private static byte[] Body(Random random, string[] secrets)
    {
        var text = new StringBuilder();
        var size = random.Next(1000, 120_000);
        while (text.Length < size)
        {
            if (random.Next(40) == 0)
            {
                var spelling = Texts[random.Next(Texts.Length)];
                text.Append(spelling.Write(secrets[random.Next(secrets.Length)]));
            }
            text.Append(random.Next(6) switch
            {
                0 => "\",\"name\":\"",
                1 => " some words, and more; ",
                2 => Fixture.Random(random, random.Next(1, 200)),
                3 => "\\n%2B&amp;",
                4 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Fixture.Random(random, random.Next(1, 900)))),
                _ => "\r\n  ",
            });
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Prefix(Random random) => random.Next(3) switch
    {
        0 => "",
        1 => Fixture.Random(random, random.Next(1, 6), "abcXYZ019"),
        _ => Fixture.Random(random, random.Next(1, 12), "abc XYZ,:;{}[]\"'<>01.=&?"),
    };
}
