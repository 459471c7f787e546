using System.Text;
using Keyway.Storage.Coding;

namespace Keyway.Storage.Tests.Coding;

public class PackingTests
{
    private static readonly string[] Words =
    [
        "{\"method\":\"POST\",\"path\":\"/\",\"url\":\"http://127.0.0.1:5400/h/", "\"channel\":\"C0", "\"ok\":true,", "\"headers\":{", "}", "]", "\"", "ü", "slack", "aaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    private static void ComesBack(params byte[][] payloads)
    {
        var packed = Packing.Pack([.. payloads.Select(payload => (ReadOnlyMemory<byte>)payload)]);
        Packing.Unpack(packed).Select(payload => payload.ToArray()).ShouldBe(payloads);
    }

    /// <summary>Texts like ours, of every length and mix, and noise: split anywhere.</summary>
    [Fact]
    public void Whatever_is_packed_comes_back()
    {
        var random = new Random(51);
        for (var round = 0; round < 3000; round++)
        {
            var payloads = new byte[random.Next(1, 5)][];
            for (var i = 0; i < payloads.Length; i++)
            {
                var text = new StringBuilder();
                for (var words = random.Next(40); words > 0; words--) text.Append(random.Next(4) == 0 ? random.Next().ToString() : Words[random.Next(Words.Length)]);
                payloads[i] = Encoding.UTF8.GetBytes(text.ToString())[random.Next(Math.Min(3, text.Length + 1))..];
                if (random.Next(10) == 0) random.NextBytes(payloads[i]);
            }
            ComesBack(payloads);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SmallText.Largest - 3)]
    [InlineData(SmallText.Largest - 2)]
    [InlineData(SmallText.Largest + 1)]
    [InlineData(3_000_000)]
    public void Any_size_comes_back(int size)
    {
        var noise = new byte[size];
        new Random(52).NextBytes(noise);
        ComesBack(noise);
        ComesBack(new byte[size]);
        ComesBack(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, size / 8).Select(i => $"{i:D7},"))));
    }

    [Fact]
    public void Noise_takes_a_byte_more_and_a_usual_header_hardly_any()
    {
        var noise = new byte[1000];
        new Random(53).NextBytes(noise);
        Packing.Pack([noise]).Length.ShouldBeLessThanOrEqualTo(1003);
        Packing.Pack(["""{"method":"POST","path":"/","url":"http://127.0.0.1:5400/h/abcdefghijklmnopqrstuvwxyz","query":{},"headers":{"""u8.ToArray()]).Length.ShouldBeLessThan(20);
    }

    /// <summary>Databases hold texts that need this dictionary to the byte: another one is another file and another number.</summary>
    [Fact]
    public void The_first_dictionary_is_for_ever()
    {
        using var resource = typeof(SmallText).Assembly.GetManifestResourceStream("Keyway.Storage.Coding.dictionary.1.txt")!;
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(resource)).ShouldBe("d5bdffa8c18b97779719b2b152a702f11747bf542eb80bd4856c17e702b3d917");
    }

    [Fact]
    public void What_a_newer_version_packed_is_told()
    {
        Should.Throw<InvalidDataException>(() => Packing.Unpack([99, 1, 2])).Message.ShouldContain("newer version");
    }
}
