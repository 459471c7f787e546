using System.Text.RegularExpressions;

namespace Keyway.Engine.Workflows.Format;

/// <summary>The trigger's part of a workflow file.</summary>
internal static partial class TriggerFormat
{
    public const int MaxBody = 100 * 1024 * 1024;

    private static readonly Shape.Text HeaderName = new("the name of an HTTP header", Header(), 128);
    private static readonly Shape.Text CallerName = new("a short name of letters, digits, '.', '_', '-' and '@'", Caller(), 128);
    private static readonly Shape.Text Address = new("an http or https address", Url(), 2048);

    /// <summary>A key is never written out: a reference to it, or its hash.</summary>
    private static readonly Shape.Either Key = new(
        new Shape.Computed(),
        new Shape.Map(new Field("hash", new Shape.Text("sha256: and 64 hex digits", Hash()), "SHA-256 of the key, as sha256:<hex>.").Needed()));

    private static readonly Shape.Map Auth = new(
        new Field("bearer", new Shape.List(Named("name", "token", "The caller's name in history and for rates."), 1000), "Authorization: Bearer with one of these tokens."),
        new Field("basic", new Shape.List(Named("username", "password", "The user name."), 1000), "Authorization: Basic with one of these users."),
        new Field(
            "api_key",
            new Shape.Map(
                new Field("header", HeaderName, "The header that carries the key.").Needed(),
                new Field("keys", new Shape.List(Named("name", "key", "The caller's name in history and for rates."), 1000), "The keys that are let in.").Needed()),
            "One of these keys in a header."),
        new Field(
            "hmac",
            new Shape.Map(
                new Field("preset", new Shape.Word("standard-webhooks", "github", "stripe", "slack"), "How a well-known sender signs; replaces header, algorithm, encoding and prefix."),
                new Field("header", HeaderName, "The header that carries the signature."),
                new Field("algorithm", new Shape.Word("sha256", "sha384", "sha512", "sha1"), "The hash of the HMAC; sha256 by default."),
                new Field("encoding", new Shape.Word("hex", "base64", "base64url"), "How the signature is written; hex by default."),
                new Field("prefix", new Shape.Text("at most 32 visible characters", Visible(), 32), "What stands before the signature, such as sha256=."),
                new Field("keys", new Shape.List(Key, 2), "One key, or two during a rotation.").Needed(),
                new Field("window", new Shape.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), "How old a signed time may be; 5m by default.")),
            "A signature over the exact bytes of the body."),
        new Field(
            "jwt",
            new Shape.Map(
                new Field("issuer", new Shape.Text("the issuer exactly as the token says it", Visible(), 2048), "Must equal the token's iss.").Needed(),
                new Field("audience", new Shape.Text("the audience exactly as the token says it", Visible(), 2048), "Must be in the token's aud.").Needed(),
                new Field("jwks", Address, "Where the issuer's keys are; found by discovery without it."),
                new Field("clock_skew", new Shape.Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)), "How far clocks may differ; 1m by default.")),
            "A JSON Web Token, whose claims become event.auth.claims."))
    {
        IsChoice = true,
    };

    private static readonly Shape.Map Static = new(
        new Field("status", new Shape.Whole(200, 599), "200 by default."),
        new Field("headers", new Shape.Map([]) { Others = new Shape.Text("the text of a header, on one line", Visible(), 4096), OtherKeys = HeaderName }, "Headers of the reply."),
        new Field("body", new Shape.Anything(), "Text is sent as it is; anything else as JSON. No expressions: it is sent before any step."));

    public static readonly Shape.Map Http = new(
        new Field("auth", new Shape.Either(new Shape.Word("none"), Auth), "Who may call; none by default."),
        new Field("ip", new Shape.List(new Shape.Text("an address or a range such as 203.0.113.0/24", Range(), 64), 1000), "Addresses that may call, in addition to auth."),
        new Field(
            "respond",
            new Shape.Either(
                new Shape.Word("immediately", "accepted", "workflow", "result"),
                new Shape.Map(new Field("static", Static, "A fixed reply, before any step.")) { IsChoice = true }),
            "What the caller gets; immediately by default."),
        new Field("nostore", new Shape.Word("allow", "require", "ignore"), "Whether a request may ask that nothing of it is stored; allow by default."),
        new Field("max_body", new Shape.Size(MaxBody), "A longer body is refused with 413; 1MiB by default."),
        new Field("rate", new Shape.PerTime(), "Requests in all; more are refused with 429."),
        new Field("caller_rate", new Shape.PerTime(), "Requests per caller: per key, or per address without auth."),
        new Field(
            "cors",
            new Shape.Either(
                new Shape.Word("any", "off"),
                new Shape.Map(
                    new Field("origins", new Shape.List(new Shape.Text("* or an origin such as https://app.example.com", Origin(), 256), 100), "Pages that may call from a browser.").Needed(),
                    new Field("headers", new Shape.List(HeaderName, 100), "Headers that such a page may send; any by default."),
                    new Field("credentials", new Shape.Flag(), "Whether cookies may be sent; not with origin *."),
                    new Field("max_age", new Shape.Duration(TimeSpan.Zero, TimeSpan.FromDays(1)), "How long a browser may remember the answer; 1h by default."))),
            "What OPTIONS says to browsers; any by default."),
        new Field("timeout", new Shape.Duration(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(15)), "How long a caller is held that waits for the run; 30s by default."),
        new Field("idempotency_key", new Shape.Computed(), "Gives the key by which a repeated event is known; the header Idempotency-Key without it."),
        new Field("compat", new Shape.Word("pipedream"), "Answers as Pipedream does where the two differ."),
        new Field("paths", new Shape.List(new Shape.Text("a path such as orders/new", CustomPath(), 256), 20), "Paths below /h that also lead here."),
        new Field("hosts", new Shape.List(new Shape.Text("a host name such as hooks.example.com", Host(), 253), 20), "Host names that also lead here."));

    public static readonly Shape.Either Trigger = new(
        new Shape.Word("manual", "http"),
        new Shape.Map(
            new Field("http", Http, "A request to the trigger's address."),
            new Field("manual", new Shape.Map([]), "Started by a person or the API alone."),
            Field.Later("schedule", "trigger_not_supported"),
            Field.Later("poll", "trigger_not_supported"),
            Field.Later("webhook", "trigger_not_supported"),
            Field.Later("error", "trigger_not_supported"))
        {
            IsChoice = true,
        });

    private static Shape.Map Named(string name, string key, string help) => new(
        new Field(name, CallerName, help).Needed(),
        new Field(key, Key, "A reference, {{ secret(\"store:path#field\") }} or {{ env.NAME }}, or { hash: sha256:... }.").Needed());

    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Header();

    [GeneratedRegex("^[A-Za-z0-9._@-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Caller();

    [GeneratedRegex("^https?://[^\\s/]+[^\\s]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Url();

    [GeneratedRegex("^sha256:[0-9a-fA-F]{64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Hash();

    [GeneratedRegex("^[\\x20-\\x7e]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Visible();

    [GeneratedRegex("^[0-9a-fA-F.:]+(?:/[0-9]{1,3})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Range();

    [GeneratedRegex("^(?:\\*|https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)$", RegexOptions.NonBacktracking)]
    private static partial Regex Origin();

    [GeneratedRegex("^/?[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*$", RegexOptions.NonBacktracking)]
    private static partial Regex CustomPath();

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$", RegexOptions.NonBacktracking)]
    private static partial Regex Host();
}
