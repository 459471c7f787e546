using System.Text;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Redaction;

/// <summary>The ways in which other products' masking is known to have been passed.</summary>
public class BypassTests
{
    private const string ServiceAccount =
        """{"type":"service_account","project_id":"acme-prod","private_key_id":"0123456789abcdef0123","private_key":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\nNMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCd\n-----END PRIVATE KEY-----\n","client_email":"robot@acme-prod.iam.gserviceaccount.com","token_uri":"https://oauth2.googleapis.com/token"}""";

    [Fact]
    public void The_fields_of_a_JSON_secret_are_secrets()
    {
        Fixture.Scrub("""{"password":"s3cr3t-pass-phrase"}""", """{"user":"robot","password":"s3cr3t-pass-phrase","region":"eu-west-1"}""").ShouldBe("""{"password":"«slack.token»"}""");
        Fixture.Scrub("id 0123456789abcdef0123, then", ServiceAccount).ShouldBe("id «slack.token», then");
        Fixture.Scrub(ServiceAccount, ServiceAccount).ShouldBe(Fixture.Handle);
        var pretty = ServiceAccount.Replace(",", ",\n  ").Replace("{", "{\n  ").Replace(":", ": ");
        Fixture.Scrub(pretty, ServiceAccount).ShouldNotContain("MIIE");
        Fixture.Scrub(pretty, ServiceAccount).ShouldNotContain("robot@");
    }

    [Fact]
    public void What_a_JSON_secret_shares_with_everybody_stays()
    {
        const string text = "a service_account of type service_account; https://oauth2.googleapis.com/token; project acme-prod";
        Fixture.Scrub(text, ServiceAccount).ShouldBe(text);
    }

    [Theory]
    [InlineData("{\n  \"key\": \"abcdefgh-12345678\"\n}", "{ } \" : , and more { }")]
    [InlineData("first line of it\n\n{\nlast line of it\n", "an { and an empty\n\nline")]
    [InlineData("a", "a b c a aa")]
    [InlineData("ab", "ab cab ab")]
    [InlineData("", "anything")]
    [InlineData("   ", "any   thing")]
    [InlineData("\n", "any\nthing")]
    public void Nothing_short_or_common_masks_everything(string secret, string text) => Fixture.Scrub(text, secret).ShouldBe(text);

    [Fact]
    public void Lines_of_a_secret_are_caught_by_themselves()
    {
        const string secret = "the first long line of it\nshort one\nx\nand this is the last";
        Fixture.Scrub("[short one]", secret).ShouldBe("[«slack.token»]");
        Fixture.Scrub("[and this is the last]", secret).ShouldBe("[«slack.token»]");
        Fixture.Scrub("[x]", secret).ShouldBe("[x]");
    }

    [Theory]
    [InlineData("xoxb-123", "\n")]
    [InlineData("xoxb-1234567890-abcdef", "")]
    [InlineData("xoxb-1234567890-abcdef", "\n")]
    [InlineData("xoxb-1234567890-abcdef", "x")]
    [InlineData("xoxb-1234567890-abcdef", "some more text that follows")]
    public void Base64_of_a_secret_and_something_else_is_caught(string secret, string appended) =>
        Fixture.Scrub($"<{Convert.ToBase64String(Encoding.UTF8.GetBytes(secret + appended))}>", secret).TrimEnd('>', '=').ShouldBe("<«slack.token»");

    [Theory]
    [InlineData("pa$$w0rd$1234", "pa$$$$w0rd$$1234")]
    [InlineData("50%off-a-secret", "50%%off-a-secret")]
    [InlineData("it's-a-secret", "it''s-a-secret")]
    public void A_sign_that_is_written_twice_does_not_help(string secret, string written) => Fixture.Scrub($"\"{written}\"", secret).ShouldBe("\"«slack.token»\"");

    [Theory]
    [InlineData("nadmin12", "CORP\\nadmin12")]
    [InlineData("41abcdef", "100%41abcdef")]
    public void What_stands_before_a_secret_does_not_swallow_its_beginning(string secret, string text) =>
        Fixture.Scrub(text, secret).ShouldBe(text.Replace(secret, Fixture.Handle));

    [Fact]
    public void User_and_password_are_caught_together_and_apart()
    {
        const string secret = "robot@acme.io:Tr0ub4dor&3";
        Fixture.Scrub("(robot@acme.io:Tr0ub4dor&3)", secret).ShouldBe("(«slack.token»)");
        Fixture.Scrub("(Tr0ub4dor&3)", secret).ShouldBe("(«slack.token»)");
        Fixture.Scrub("(Tr0ub4dor&amp;3)", secret).ShouldBe("(«slack.token»)");
        Fixture.Scrub("(robot@acme.io)", secret).ShouldBe("(«slack.token»)");
        Fixture.Scrub("pin=4711;", "bob:4711").ShouldBe("pin=«slack.token»;");
        Fixture.Scrub("(cm9ib3RAYWNtZS5pbzpUcjB1YjRkb3ImMw==)", secret).ShouldBe("(«slack.token»)");
        Fixture.Scrub("(Tr0ub4dor&3)", "Basic cm9ib3RAYWNtZS5pbzpUcjB1YjRkb3ImMw==").ShouldBe("(«slack.token»)");
    }

    [Fact]
    public void The_segments_of_a_JWT_are_caught_and_its_header_is_nobodys_secret()
    {
        const string header = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";
        const string payload = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ";
        const string signature = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
        const string secret = $"{header}.{payload}.{signature}";
        Fixture.Scrub($"[{secret}]", secret).ShouldBe("[«slack.token»]");
        Fixture.Scrub($"[{payload}]", secret).ShouldBe("[«slack.token»]");
        Fixture.Scrub($"[{signature}]", secret).ShouldBe("[«slack.token»]");
        Fixture.Scrub($"[{secret[..(secret.Length * 3 / 4)]}...]", secret).ShouldBe("[«slack.token»...]");
        Fixture.Scrub($"[{signature[5..20]}]", secret).ShouldBe("[«slack.token»]");
        Fixture.Scrub($"[Bearer {secret}]", "Bearer " + secret).ShouldBe("[«slack.token»]");
        const string another = $"{header}.eyJzdWIiOiI5ODc2NTQzMjEwIiwibmFtZSI6IkphbmUgRG9lIn0.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        Fixture.Scrub(another, secret).ShouldBe(another);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(20, 15)]
    [InlineData(41, 31)]
    [InlineData(64, 12)]
    public void Never_is_a_prefix_shown(int length, int shown)
    {
        var secret = Fixture.Random(new Random(length), length, "ABCDEFabcdef0123456789");
        Fixture.Scrub($"token {secret[..shown]}... is bad", secret).ShouldBe("token «slack.token»... is bad");
    }

    [Fact]
    public void What_is_left_of_a_garbled_secret_goes_with_it()
    {
        const string secret = "abcdefghijklmnopqrstuvwxyz0123456789";
        Fixture.Scrub("key abcdefghijklmnop#qrstuvwxyz0123456789.", secret).ShouldBe("key «slack.token».");
        Fixture.Scrub("key XbcdefghijklmnopqrstuvwxyZZ123456789 end", secret).ShouldBe("key «slack.token» end");
    }

    [Fact]
    public void Text_that_was_made_of_a_secret_is_caught_when_it_left_as_such()
    {
        var arena = Fixture.Arena("xoxb-1234567890-abcdef");
        var labels = Labels.Of(Fixture.Token);
        arena.Register(labels, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
        new Redactor(arena).ScrubText("sig=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08").ShouldBe("sig=«slack.token»");
    }

    [Fact]
    public void A_signature_beside_a_secret_is_one_too()
    {
        const string signature = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        var arena = Fixture.Arena("AKIAIOSFODNN7EXAMPLE");
        arena.Register(Labels.Of(Fixture.Token), $"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request, Signature={signature}");
        new Redactor(arena).ScrubText($"us-east-1/s3/aws4_request {signature[..30]}").ShouldBe("us-east-1/s3/aws4_request «slack.token»");
    }

    [Fact]
    public void A_sentence_with_a_secret_in_it_is_no_secret()
    {
        var arena = Fixture.Arena("xoxb-1234567890-abcdef");
        arena.Register(Labels.Of(Fixture.Token), "Hello and welcome, your token is xoxb-1234567890-abcdef, keep it safe");
        arena.Register(Labels.Of(Fixture.Token), "true");
        new Redactor(arena).ScrubText("Hello and welcome: true, xoxb-1234567890-abcdef").ShouldBe("Hello and welcome: true, «slack.token»");
    }
}
