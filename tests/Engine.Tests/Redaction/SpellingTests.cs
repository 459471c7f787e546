using System.Text;

namespace Keyway.Engine.Tests.Redaction;

/// <summary>Every way to write a secret down is caught: by itself, inside a sentence, inside an encoded container.</summary>
public class SpellingTests
{
    public static readonly string[] Secrets =
    [
        "xoxb-9876543210-AbCdEfGhIjKlMnOpQr",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=",
        "p@$$\"w0rd'<&>\\{x}",
        "hunter2!",
        "correct horse battery staple",
        "pässwörd-für-Zürich",
        "пароль-секрет-12",
        "秘密のトークン🔑です",
        "line one is long\nline two too\n",
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var name in Spelling.Names)
            foreach (var secret in Secrets) cases.Add(name, secret);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_secret_is_caught_however_it_is_spelled(string spelling, string secret)
    {
        var spelled = Spelling.Named(spelling).Write(secret);
        var body = spelling.StartsWith("UTF-16", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(spelled) : Encoding.UTF8.GetBytes(spelled);

        var scrubbed = Fixture.ScrubBytes([.. "key: "u8, .. body, .. "; next"u8], secret);

        var text = Encoding.UTF8.GetString(scrubbed);
        text.ShouldStartWith("key: ");
        text.ShouldEndWith("; next");
        text.ShouldContain(Fixture.Handle);
        // Quotes and padding may be left beside the handle, and nothing else.
        text["key: ".Length..^"; next".Length].Replace(Fixture.Handle, "").Trim('"', '\'', '`', '@', '=', '\n', '\r', '\\', 'n', '%', '0', 'A', 'a', 'u', '\0').ShouldBe("");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_text_around_the_secret_does_not_hide_it_in_an_encoding(string spelling, string secret)
    {
        for (var before = 0; before < 6; before++)
        {
            for (var after = 0; after < 4; after++)
            {
                var container = "abcdef"[..before] + secret + "xyz"[..after];
                var spelled = Spelling.Named(spelling).Write(container);
                var body = spelling.StartsWith("UTF-16", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(spelled) : Encoding.UTF8.GetBytes(spelled);

                Encoding.UTF8.GetString(Fixture.ScrubBytes(body, secret)).ShouldContain(Fixture.Handle, customMessage: $"{before} before, {after} after");
            }
        }
    }
}
