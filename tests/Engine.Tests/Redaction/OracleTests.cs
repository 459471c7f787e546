using System.IO.Compression;
using System.Text;
using Keyway.Engine.Values;
using Keyway.Leaks;

namespace Keyway.Engine.Tests.Redaction;

/// <summary>The oracle finds what is there, in every spelling and container, and nothing else. A leak test is worth what this says.</summary>
public class OracleTests
{
    private const string Canary = "xoxb-9876543210-AbCdEfGhIjKlMnOpQr+\"/<&>";

    public static TheoryData<string> Spellings() => [.. Spelling.Names];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_canary_is_found_however_it_is_spelled(string name)
    {
        foreach (var secret in SpellingTests.Secrets.Append(Canary))
        {
            var spelled = Bytes(name, "some text before it " + secret + ", and after it");
            Search(secret, spelled).ShouldNotBeEmpty(secret);
            Search(secret, [.. Noise(3, 50_000), .. spelled, .. Noise(4, 50_000)]).ShouldNotBeEmpty(secret);
        }
    }

    [Fact]
    public void A_canary_is_found_under_two_encodings()
    {
        foreach (var inner in Spelling.All)
        {
            foreach (var outer in Spelling.All.Where(s => !s.Name.StartsWith("UTF-16", StringComparison.Ordinal)))
            {
                var bytes = Bytes(outer.Name, "it: " + inner.Write(Canary) + ";");
                Search(Canary, bytes).ShouldNotBeEmpty($"{inner.Name} in {outer.Name}");
            }
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("brotli")]
    [InlineData("deflate")]
    public void A_canary_is_found_in_compressed_bytes(string kind)
    {
        var packed = Pack(kind, Encoding.UTF8.GetBytes($"{{\"a\":\"b\",\"token\":\"{Canary}\"}}"));
        Search(Canary, packed).ShouldNotBeEmpty();
        Search(Canary, Encoding.ASCII.GetBytes("body=" + Convert.ToBase64String([.. packed, .. Noise(1, 60)]))).ShouldNotBeEmpty();
        if (kind is "gzip" or "zlib") Search(Canary, [.. Noise(2, 5000), .. packed]).ShouldNotBeEmpty();
    }

    [Fact]
    public void Eight_characters_are_enough_and_seven_are_not()
    {
        Search(Canary, "see 43210-Ab here"u8.ToArray()).ShouldHaveSingleItem().Window.ShouldBe("43210-Ab");
        Search(Canary, "see 43210-A here"u8.ToArray()).ShouldBeEmpty();
    }

    [Fact]
    public void A_finding_says_where()
    {
        var found = Oracle.Search(["first-canary", "second-canary"], [("a.log", "nothing"u8.ToArray()), ("b.log", "x%73%65%63ond-canary"u8.ToArray())]).ShouldHaveSingleItem();
        found.Surface.ShouldBe("b.log");
        found.Canary.ShouldBe(1);
        Oracle.Search(["second-canary"], [("b.log", "x%73%65%63%6f%6e%64%2d%63%61%6e%61%72%79"u8.ToArray())]).ShouldHaveSingleItem().Path.ShouldBe("percent");
    }

    [Fact]
    public void What_is_allowed_is_not_found()
    {
        var surface = ("a", "POST https://hooks.slack.com/services/x"u8.ToArray());
        Oracle.Search(["https://hooks.slack.com/services/T0/B0/secret-part-of-it"], [surface]).ShouldNotBeEmpty();
        Oracle.Search(["https://hooks.slack.com/services/T0/B0/secret-part-of-it"], [surface], ["https://hooks.slack.com/services/"]).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is()
    {
        Search(Canary, Noise(5, 300_000)).ShouldBeEmpty();
        Search(Canary, Encoding.UTF8.GetBytes(Convert.ToBase64String(Noise(6, 30_000)))).ShouldBeEmpty();
        Search(Canary, Encoding.UTF8.GetBytes("{\"issue\":\"https://api.github.com/repos/acme/support/issues/1347\",\"token\":\"«slack.token»\"}")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_file_of_a_folder_is_a_surface_even_while_it_is_written()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "logs"));
            using var open = new FileStream(Path.Combine(folder.FullName, "keyway.db-wal"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
            open.Write([.. Noise(7, 4096), .. Encoding.UTF8.GetBytes(Canary)]);
            open.Flush();
            File.WriteAllText(Path.Combine(folder.FullName, "logs", ".hidden"), Canary);
            File.WriteAllText(Path.Combine(folder.FullName, "run-xoxb-9876543210"), "");

            Oracle.Search([Canary], Surfaces.Files(folder.FullName)).Select(f => f.Surface).Order()
                .ShouldBe(["keyway.db-wal", "logs" + Path.DirectorySeparatorChar + ".hidden", "name of run-xoxb-9876543210"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The redactor judged by somebody who knows nothing of how it works.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_was_redacted_holds_no_eight_characters_of_the_secret(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            var secret = Fixture.Random(random, random.Next(8, 60));
            var redactor = Fixture.Redactor(secret);
            var spelled = Enumerable.Range(0, 6).Select(_ => Twice(random, secret)).ToArray();
            var document = Value.Object(("list", Value.Array([.. spelled.Select(Value.From)])), ("key " + spelled[0], secret));

            Search(secret, redactor.Json(document).Utf8.ToArray()).ShouldBeEmpty();
            Search(secret, redactor.Recorded(redactor.Scrub(document)).Utf8.ToArray()).ShouldBeEmpty();
            foreach (var text in spelled) Search(secret, redactor.ScrubBytes(Encoding.UTF8.GetBytes(text)).ToArray()).ShouldBeEmpty(text);
        }
    }

    private static string Twice(Random random, string secret)
    {
        var (inner, outer) = (Any(random), Any(random));
        return outer.Write("a" + inner.Write("b" + secret + "c") + "d");
    }

    private static Spelling Any(Random random)
    {
        while (true)
        {
            var spelling = Spelling.All[random.Next(Spelling.All.Length)];
            if (!spelling.Name.StartsWith("UTF-16", StringComparison.Ordinal)) return spelling;
        }
    }

    private static IReadOnlyList<Finding> Search(string canary, byte[] bytes) => Oracle.Search([canary], [("surface", bytes)]);

    private static byte[] Bytes(string spelling, string text)
    {
        var spelled = Spelling.Named(spelling).Write(text);
        return spelling.StartsWith("UTF-16", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(spelled) : Encoding.UTF8.GetBytes(spelled);
    }

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Pack(string kind, byte[] bytes)
    {
        using var output = new MemoryStream();
        using (Stream packer = kind switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Optimal),
            "zlib" => new ZLibStream(output, CompressionLevel.Optimal),
            "brotli" => new BrotliStream(output, CompressionLevel.Optimal),
            _ => new DeflateStream(output, CompressionLevel.Optimal),
        })
        {
            packer.Write(bytes);
        }
        return output.ToArray();
    }
}
