using System.Text;
using Keyway.Engine.Triggers;

namespace Keyway.Engine.Tests.Triggers;

public sealed class SignatureTests
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <summary>The documented examples of each vendor; Stripe publishes none, so that one was made with Python's hmac.</summary>
    public static TheoryData<string> Presets => ["standard-webhooks", "github", "stripe", "slack"];

    private sealed record Example(string Key, string Body, long Time, Dictionary<string, string> Headers);

    private static Example Of(string preset) => preset switch
    {
        "standard-webhooks" => new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", """{"test": 2432232314}""", 1614265330, new()
        {
            ["webhook-id"] = "msg_p5jXN8AQM9LWM0D4loKWxJek",
            ["webhook-timestamp"] = "1614265330",
            ["webhook-signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        }),
        "github" => new("It's a Secret to Everybody", "Hello, World!", 0, new()
        {
            ["x-hub-signature-256"] = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        }),
        "stripe" => new("whsec_test_secret", """{"id":"evt_1"}""", 1492774577, new()
        {
            ["stripe-signature"] = "t=1492774577,v1=" + StripeSignature + ",v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39",
        }),
        _ => new(
            "8f742231b10e8888abcd99yyyzzz85a5",
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
            1531420618,
            new()
            {
                ["x-slack-request-timestamp"] = "1531420618",
                ["x-slack-signature"] = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            }),
    };

    private const string StripeSignature = "799c4ba7bb339f3c8601adfd112f0e477c930a268be1243d341abb8286501c2f";

    private static SignatureForm Form(string? preset, string header = "", string algorithm = "sha256", string encoding = "hex", string prefix = "") =>
        new(preset, header, algorithm, encoding, prefix);

    private static SignatureVerdict Check(string preset, Example example, TimeSpan? late = null, byte[]? body = null, params string[] keys)
    {
        var form = Form(preset);
        var used = keys.Length == 0 ? [example.Key] : keys;
        return Signature.Check(
            form,
            h => example.Headers.GetValueOrDefault(h),
            body ?? Encoding.UTF8.GetBytes(example.Body),
            [.. used.Select(k => Signature.KeyFrom(form, k)!)],
            FiveMinutes,
            DateTimeOffset.FromUnixTimeSeconds(example.Time) + (late ?? TimeSpan.Zero));
    }

    [Theory, MemberData(nameof(Presets))]
    public void The_vendors_own_example_is_valid(string preset) => Check(preset, Of(preset)).ShouldBe(SignatureVerdict.Valid);

    [Theory, MemberData(nameof(Presets))]
    public void One_changed_byte_of_the_body_is_wrong(string preset)
    {
        var body = Encoding.UTF8.GetBytes(Of(preset).Body);
        body[3] ^= 1;
        Check(preset, Of(preset), body: body).ShouldBe(SignatureVerdict.Wrong);
    }

    [Theory, MemberData(nameof(Presets))]
    public void Another_key_is_wrong(string preset) => Check(preset, Of(preset), keys: "whsec_" + Convert.ToBase64String(new byte[24])).ShouldBe(SignatureVerdict.Wrong);

    [Theory, MemberData(nameof(Presets))]
    public void Either_key_counts_during_a_rotation(string preset)
    {
        var next = "whsec_" + Convert.ToBase64String(new byte[24]);
        Check(preset, Of(preset), keys: [next, Of(preset).Key]).ShouldBe(SignatureVerdict.Valid);
        Check(preset, Of(preset), keys: [Of(preset).Key, next]).ShouldBe(SignatureVerdict.Valid);
    }

    [Theory, MemberData(nameof(Presets))]
    public void No_key_matches_nothing(string preset)
    {
        var example = Of(preset);
        Signature.Check(Form(preset), h => example.Headers.GetValueOrDefault(h), Encoding.UTF8.GetBytes(example.Body), [], FiveMinutes, DateTimeOffset.FromUnixTimeSeconds(example.Time))
            .ShouldBe(SignatureVerdict.Wrong);
    }

    [Theory, MemberData(nameof(Presets))]
    public void A_missing_header_is_missing(string preset)
    {
        foreach (var header in Of(preset).Headers.Keys)
        {
            var example = Of(preset);
            example.Headers.Remove(header);
            Check(preset, example).ShouldBe(SignatureVerdict.Missing);
        }
    }

    [Theory, MemberData(nameof(Presets))]
    public void A_header_that_is_no_signature_is_malformed(string preset)
    {
        foreach (var text in new[] { "", "x", "sha256=zz", "v0=zz", "v1,!", "t=1,v1=", "t=x,v1=00", "v1a,AAAA" })
        {
            var example = Of(preset);
            example.Headers[Signature.HeaderOf(Form(preset))] = text;
            Check(preset, example).ShouldBe(SignatureVerdict.Malformed, text);
        }
    }

    [Theory]
    [InlineData("standard-webhooks")]
    [InlineData("stripe")]
    [InlineData("slack")]
    public void A_signature_holds_for_the_window_either_way(string preset)
    {
        var justOver = FiveMinutes + TimeSpan.FromSeconds(1);
        Check(preset, Of(preset), FiveMinutes).ShouldBe(SignatureVerdict.Valid);
        Check(preset, Of(preset), -FiveMinutes).ShouldBe(SignatureVerdict.Valid);
        Check(preset, Of(preset), justOver).ShouldBe(SignatureVerdict.Expired);
        Check(preset, Of(preset), -justOver).ShouldBe(SignatureVerdict.Expired);
    }

    [Theory]
    [InlineData("standard-webhooks", "webhook-timestamp")]
    [InlineData("slack", "x-slack-request-timestamp")]
    public void A_time_is_digits_alone(string preset, string header)
    {
        foreach (var time in new[] { "", " 1614265330", "+1614265330", "1614265330.0", "1,614", "-5", "99999999999999999999", "999999999999999", "१" })
        {
            var example = Of(preset);
            example.Headers[header] = time;
            Check(preset, example).ShouldBe(SignatureVerdict.Malformed, time);
        }
    }

    [Fact]
    public void The_time_and_the_id_are_part_of_what_was_signed()
    {
        var webhook = Of("standard-webhooks");
        webhook.Headers["webhook-timestamp"] = "1614265331";
        Check("standard-webhooks", webhook).ShouldBe(SignatureVerdict.Wrong);

        webhook = Of("standard-webhooks");
        webhook.Headers["webhook-id"] = "msg_other";
        Check("standard-webhooks", webhook).ShouldBe(SignatureVerdict.Wrong);
    }

    [Fact]
    public void Standard_webhooks_may_show_several_signatures_of_several_versions()
    {
        var webhook = Of("standard-webhooks");
        webhook.Headers["webhook-signature"] = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== v1,AAAA " + webhook.Headers["webhook-signature"];
        Check("standard-webhooks", webhook).ShouldBe(SignatureVerdict.Valid);
    }

    [Fact]
    public void Standard_webhooks_keys_are_base64_with_or_without_their_mark()
    {
        var form = Form("standard-webhooks");
        Signature.KeyFrom(form, "whsec_AAEC").ShouldBe([0, 1, 2]);
        Signature.KeyFrom(form, "AAEC").ShouldBe([0, 1, 2]);
        Signature.KeyFrom(form, "whsec_").ShouldBeNull();
        Signature.KeyFrom(form, "not base64!").ShouldBeNull();
        Signature.KeyFrom(Form("stripe"), "whsec_AAEC").ShouldBe("whsec_AAEC"u8.ToArray());
    }

    [Theory]
    [InlineData("sha1", "hex", "", "4fd0b215276ef12f2b3e4c8ecac2811498b656fc", "key", new byte[] { 97, 98, 99 })]
    [InlineData("sha384", "base64url", "sig:", "sig:MN25yPNHz_v7ROUZ2BTwdM9AR6Vdb1YzJPHGozkg5e37KjS6xgvcls0zqVYj19Y4", "key", new byte[] { 97, 98, 99 })]
    [InlineData("sha512", "base64", "", "Tfs0AC7NNWDnw6qbDtgvgTuVdOHtNxT1hQuJGvzWr+pSFaguDgiaUL1cL+Z1+axzVYWvf7duhKWezYR4CepHgg==", "kéy", new byte[] { 97, 98, 99, 0, 255 })]
    public void A_plain_form_has_a_header_an_algorithm_an_encoding_and_a_prefix(string algorithm, string encoding, string prefix, string value, string key, byte[] body)
    {
        var form = Form(null, "X-Sig", algorithm, encoding, prefix);
        Signature.HeaderOf(form).ShouldBe("X-Sig");
        SignatureVerdict Verdict(string presented) =>
            Signature.Check(form, h => h == "X-Sig" ? presented : null, body, [Signature.KeyFrom(form, key)!], TimeSpan.Zero, DateTimeOffset.UnixEpoch);

        Verdict(value).ShouldBe(SignatureVerdict.Valid);
        Verdict(value[..^4]).ShouldNotBe(SignatureVerdict.Valid);
        if (prefix.Length > 0) Verdict(value[prefix.Length..]).ShouldBe(SignatureVerdict.Malformed);
    }

    [Fact]
    public void Hex_may_be_in_upper_case()
    {
        var example = Of("github");
        example.Headers["x-hub-signature-256"] = "sha256=" + example.Headers["x-hub-signature-256"]["sha256=".Length..].ToUpperInvariant();
        Check("github", example).ShouldBe(SignatureVerdict.Valid);
    }
}
