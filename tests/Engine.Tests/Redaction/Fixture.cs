using System.Text;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Redaction;

internal static class Fixture
{
    public const string Handle = "«slack.token»";
    public static readonly Label Token = new("slack.token");

    /// <summary>The characters of a secret that give escapers something to do.</summary>
    public const string Awkward = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.\"&<";

    public static SecretArena Arena(params ReadOnlySpan<string> secrets)
    {
        var arena = new SecretArena();
        foreach (var secret in secrets) arena.Register(Token, secret);
        return arena;
    }

    public static Redactor Redactor(params ReadOnlySpan<string> secrets) => new(Arena(secrets));

    public static string Scrub(string text, params ReadOnlySpan<string> secrets) => Redactor(secrets).ScrubText(text);

    public static byte[] ScrubBytes(byte[] body, params ReadOnlySpan<string> secrets) => Redactor(secrets).ScrubBytes(body).ToArray();

    public static string Random(Random random, int length, string alphabet = Awkward)
    {
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++) text.Append(alphabet[random.Next(alphabet.Length)]);
        return text.ToString();
    }
}
