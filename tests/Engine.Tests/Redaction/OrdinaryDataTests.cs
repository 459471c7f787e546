using System.Text;
using System.Text.Json;
using Keyway.Engine.Redaction;
using Keyway.Engine.Values;

namespace Keyway.Engine.Tests.Redaction;

/// <summary>What is no secret stays as it is, and what is JSON stays JSON.</summary>
public class OrdinaryDataTests
{
    private const string Issue =
        """{"url":"https://api.github.com/repos/acme/support/issues/1347","id":1347,"node_id":"MDU6SXNzdWUx","number":1347,"state":"open","title":"Found a bug","body":"I'm having a problem with this.\n\n> a quote & <b>more</b>: 100% sure","user":{"login":"octocat","id":1,"avatar_url":"https://github.com/images/error/octocat_happy.gif","gravatar_id":"","type":"User","site_admin":false},"labels":[{"id":208045946,"node_id":"MDU6TGFiZWwyMDgwNDU5NDY=","name":"bug","color":"f29513","default":true}],"sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e","created_at":"2011-04-22T13:33:48Z","token_type":"bearer","uuid":"f81d4fae-7dec-11d0-a765-00a0c91e6bf6","ok":true,"n":null,"f":1.10,"big":12345678901234567890}""";

    public static readonly string[] Unrelated =
    [
        "xoxb-9876543210-AbCdEfGhIjKlMnOpQr",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "https://api.github.com/webhooks/incoming?key=9f3KfkQ0aZ81xPq7",
        "Bearer ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "Server=db.example.com;Database=app;User Id=sa;Password=Tr0ub4dor&3xyz",
        "session=8f14e45fceea167a5a36dedd4bea2543; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly",
        "Bearer realm=\"https://api.github.com\", error=\"invalid_token\", error_description=\"I'm having a problem with this\"",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA04up8hoqzS1OOQ8gKTrmNbcRvK6Pj8Vny9vK5gGCPh2DqSp0\nZ2VuZXJhdGVkIGJ5IGhhbmQ=\n-----END RSA PRIVATE KEY-----",
        "correct horse battery staple",
        "пароль-секрет-12",
        "hunter2!",
        "abc",
    ];

    public static TheoryData<string> Secrets() => [.. Unrelated];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Ordinary_data_is_left_alone(string secret)
    {
        var redactor = Fixture.Redactor(secret);
        var value = ValueJson.Parse(Issue);
        var body = Encoding.UTF8.GetBytes(Issue);

        redactor.Json(value).Text.ShouldBe(Issue);
        redactor.Recorded(value).Text.ShouldBe(Issue);
        redactor.ScrubText(Issue).ShouldBeSameAs(Issue);
        redactor.ScrubBytes(body).ShouldBe(body);
        redactor.Scrub(value).TryGetObject(out var scrubbed).ShouldBeTrue();
        value.TryGetObject(out var given);
        scrubbed.ShouldBeSameAs(given);
    }

    [Fact]
    public void The_host_of_a_secret_address_is_no_secret()
    {
        const string secret = "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX";
        Fixture.Scrub("https://hooks.slack.com/services/T1/B2/other", secret).ShouldBe("https://hooks.slack.com/services/T1/B2/other");
        Fixture.Scrub($"POST {secret} failed", secret).ShouldBe("POST «slack.token» failed");
        Fixture.Scrub("POST /services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX failed", secret).ShouldBe("POST «slack.token» failed");
    }

    [Fact]
    public void A_public_key_is_not_blackened_by_a_private_one()
    {
        const string secret = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n-----END PRIVATE KEY-----\n";
        const string other = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo\n-----END PUBLIC KEY-----\n";
        Fixture.Scrub(other, secret).ShouldBe(other);
        Fixture.Scrub("MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu", secret).ShouldBe(Fixture.Handle);
        Fixture.Scrub(secret.Replace("\n", "\\n"), secret).ShouldStartWith(Fixture.Handle);
        Fixture.Scrub(secret.ReplaceLineEndings(" "), secret).ShouldNotContain("VJTUt9Us");
        Fixture.Scrub(secret.Replace("\n", "").Replace("-----", ""), secret).ShouldNotContain("ictGeurT");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("200")]
    [InlineData("message")]
    [InlineData("1347")]
    [InlineData("bug")]
    [InlineData("\"},{\"")]
    [InlineData("},\"labels\":[{")]
    [InlineData("\":\"")]
    [InlineData("12345678901234567890")]
    [InlineData("\\\"\\\"\\\"\\\"")]
    public void A_secret_that_looks_like_JSON_never_breaks_a_document(string secret)
    {
        var document = Value.Object(("message", Value.Object(("status", 200), ("ok", true), ("none", Value.Null), ("text", "message: true, 200 or null"))), ("issue", ValueJson.Parse(Issue)));
        var redactor = Fixture.Redactor(secret);

        foreach (var json in new[] { redactor.Json(document), redactor.Recorded(document) })
        {
            using var parsed = JsonDocument.Parse(json.Utf8);
            parsed.RootElement.GetProperty("message").GetProperty("status").GetInt32().ShouldBe(200);
            parsed.RootElement.GetProperty("message").GetProperty("ok").GetBoolean().ShouldBeTrue();
            parsed.RootElement.GetProperty("message").GetProperty("none").ValueKind.ShouldBe(JsonValueKind.Null);
        }
    }

    [Fact]
    public void A_short_secret_is_caught_as_a_word_and_not_within_one()
    {
        Fixture.Scrub("pin=1234, not 12345 or x1234 or 1_1234", "1234").ShouldBe("pin=«slack.token», not 12345 or x1234 or 1_1234");
        Fixture.Scrub("MTIzNA== and 31323334 and \\u0031234", "1234").ShouldBe("«slack.token» and «slack.token» and «slack.token»");
        Fixture.Scrub("1234\n1234", "1234").ShouldBe("«slack.token»\n«slack.token»");
    }

    [Fact]
    public void A_number_can_be_a_secret_and_becomes_the_text_of_its_handle()
    {
        var value = Value.Object(("id", ValueJson.Parse("9876543210123")), ("far", ValueJson.Parse("98765432101234567890")), ("n", 5));
        Fixture.Redactor("9876543210123").Json(value).Text.ShouldBe("""{"id":"«slack.token»","far":"«slack.token»","n":5}""");
        Fixture.Redactor("5").Json(value).Text.ShouldContain("\"n\":5");
    }

    [Fact]
    public void A_number_in_a_body_of_JSON_becomes_a_text()
    {
        var body = """{"id":9876543210123,"ids":[ 1, 9876543210123 ],"text":"no 9876543210123, see"}"""u8.ToArray();
        Encoding.UTF8.GetString(Fixture.ScrubBytes(body, "9876543210123")).ShouldBe("""{"id":"«slack.token»","ids":[ 1, "«slack.token»" ],"text":"no «slack.token», see"}""");
    }

    [Fact]
    public void Keys_are_scrubbed_and_stay_apart()
    {
        var value = Value.Object(("xoxb-1234567890-abcdef", 1), ("xoxb%2D1234567890-abcdef", 2), ("«slack.token»", 3));
        Fixture.Redactor("xoxb-1234567890-abcdef").Json(value).Text.ShouldBe("""{"«slack.token»":1,"«slack.token» 2":2,"«slack.token» 3":3}""");
    }

    [Fact]
    public void What_is_scrubbed_is_plain_text_and_what_is_labelled_stays_labelled()
    {
        var secret = Value.From("xoxb-1234567890-abcdef").With(Labels.Of(Fixture.Token));
        var scrubbed = Fixture.Redactor("xoxb-1234567890-abcdef").Scrub(Value.Object(("a", secret), ("echo", "got xoxb-1234567890-abcdef")));

        scrubbed["a"].ShouldBe(secret);
        scrubbed["echo"].ShouldBe("got «slack.token»");
        scrubbed["echo"].IsLabelled.ShouldBeFalse();
    }
}
