using System.Net;
using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Keyway.Server.Ingress;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.2, jwt. Tokens are made by hand, so that what checks them shares no code with what makes them.</summary>
public sealed class JwtTests : IAsyncLifetime
{
    private const string Issuer = "https://id.example";
    private readonly ManualTime _time = new();
    private readonly FakeIssuer _issuer = new();
    private readonly IngressHost _host;

    public JwtTests() => _host = new() { Time = _time, Issuer = _issuer.Send };

    public ValueTask InitializeAsync() => _host.InitializeAsync();
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    private Hook Serve(Uri? jwks = null) => _host.Serve(new() { Auth = new TriggerAuth.Jwt(Issuer, "keyway", jwks, TimeSpan.FromSeconds(60)) });

    private string Payload(string extra = "", string iss = Issuer, string aud = "\"keyway\"", long? exp = null) =>
        $$"""{"iss":"{{iss}}","aud":{{aud}},"exp":{{exp ?? Now + 300}},"sub":"user-7","role":"admin"{{extra}}}""";

    private static Task<Answered> Call(Hook hook, string token) => hook.Get("", ("Authorization", "Bearer " + token));

    private async Task Refused(string token, string code = "auth_invalid")
    {
        var hook = Serve();
        var answered = await Call(hook, token);
        answered.Status.ShouldBe(401);
        answered.Code.ShouldBe(code);
        answered.Header("WWW-Authenticate").ShouldBe("Bearer realm=\"keyway\", error=\"invalid_token\"");
        hook.Starts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS384")]
    [InlineData("ES256")]
    public async Task A_good_token_lets_in_and_its_claims_are_in_the_event(string algorithm)
    {
        var hook = Serve();
        (await Call(hook, _issuer.Sign(Payload(), algorithm))).Status.ShouldBe(200);
        hook.Event["auth"]["name"].ShouldBe("user-7");
        hook.Event["auth"]["claims"]["role"].ShouldBe("admin");
        hook.Event["headers"]["authorization"].IsLabelled.ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_may_come_from_their_own_address()
    {
        var hook = Serve(new Uri("https://keys.example/jwks"));
        (await Call(hook, _issuer.Sign(Payload()))).Status.ShouldBe(200);
        _issuer.Asked.ShouldBe(["https://keys.example/jwks"]);
    }

    [Fact]
    public async Task Keys_are_fetched_once_for_many_requests()
    {
        var hook = Serve();
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Call(hook, _issuer.Sign(Payload()))));
        replies.ShouldAllBe(r => r.Status == 200);
        _issuer.Asked.ShouldBe([Issuer + "/.well-known/openid-configuration", "https://keys.example/jwks"]);
    }

    [Fact]
    public async Task The_audience_may_be_one_of_several()
    {
        (await Call(Serve(), _issuer.Sign(Payload(aud: """["other","keyway"]""")))).Status.ShouldBe(200);
        await Refused(_issuer.Sign(Payload(aud: """["other"]""")));
        await Refused(_issuer.Sign(Payload(aud: "\"keyway2\"")));
        await Refused(_issuer.Sign($$"""{"iss":"{{Issuer}}","exp":{{Now + 300}}}"""));
    }

    [Fact]
    public async Task Another_issuers_token_is_refused() => await Refused(_issuer.Sign(Payload(iss: "https://evil.example")));

    [Fact]
    public async Task A_token_holds_until_it_expires_and_the_skew_is_over()
    {
        (await Call(Serve(), _issuer.Sign(Payload(exp: Now - 59)))).Status.ShouldBe(200);
        await Refused(_issuer.Sign(Payload(exp: Now - 60)));
        (await Call(Serve(), _issuer.Sign(Payload($",\"nbf\":{Now + 59}")))).Status.ShouldBe(200);
        await Refused(_issuer.Sign(Payload($",\"nbf\":{Now + 61}")));
        await Refused(_issuer.Sign($$"""{"iss":"{{Issuer}}","aud":"keyway"}"""));
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        var parts = _issuer.Sign(Payload()).Split('.');
        await Refused($"{parts[0]}.{FakeIssuer.Encode(Payload(",\"admin\":true"))}.{parts[2]}");
        await Refused($"{parts[0]}.{parts[1]}.");
        await Refused($"{parts[0]}.{parts[1]}");
        await Refused("a.b.c");
        await Refused("...");
        await Refused("nonsense");
    }

    [Fact]
    public async Task No_algorithm_and_a_shared_one_are_refused()
    {
        var payload = FakeIssuer.Encode(Payload());
        foreach (var none in new[] { "none", "None", "NONE", "" })
            await Refused($"{FakeIssuer.Encode($$"""{"alg":"{{none}}","kid":"{{_issuer.Kid}}"}""")}.{payload}.");

        // The public key as a shared secret: the classic confusion.
        var signed = FakeIssuer.Encode($$"""{"alg":"HS256","kid":"{{_issuer.Kid}}"}""") + "." + payload;
        foreach (var secret in new[] { Encoding.ASCII.GetBytes(_issuer.PublicPem), Encoding.ASCII.GetBytes(_issuer.Jwks) })
            await Refused(signed + "." + FakeIssuer.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed))));
    }

    [Fact]
    public async Task A_shared_key_in_the_key_set_is_not_used()
    {
        var secret = new byte[32];
        _issuer.Extra = $$""",{"kty":"oct","kid":"shared","k":"{{FakeIssuer.Encode(secret)}}"}""";
        var signed = FakeIssuer.Encode("""{"alg":"HS256","kid":"shared"}""") + "." + FakeIssuer.Encode(Payload());
        await Refused(signed + "." + FakeIssuer.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed))));
    }

    [Fact]
    public async Task A_key_that_the_token_brings_itself_is_not_used()
    {
        var own = new FakeIssuer();
        own.Rotate();
        var header = $$"""{"alg":"RS256","jwk":{{own.Jwk}},"jku":"https://evil.example/jwks"}""";
        await Refused(own.Sign(Payload(), header: header));
        _issuer.Asked.ShouldNotContain(a => a.Contains("evil"));
    }

    [Fact]
    public async Task An_extension_that_must_be_understood_is_refused() =>
        await Refused(_issuer.Sign(Payload(), header: $$"""{"alg":"RS256","kid":"{{_issuer.Kid}}","crit":["exp2"],"exp2":1}"""));

    [Fact]
    public async Task An_unknown_key_id_fetches_the_keys_again_but_not_at_the_callers_will()
    {
        var hook = Serve();
        (await Call(hook, _issuer.Sign(Payload()))).Status.ShouldBe(200);
        var fetched = _issuer.Asked.Count;

        _issuer.Rotate();
        (await Call(hook, _issuer.Sign(Payload()))).Status.ShouldBe(401);
        _issuer.Asked.Count.ShouldBe(fetched);

        _time.Advance(IssuerKeys.ShortestPause);
        (await Call(hook, _issuer.Sign(Payload()))).Status.ShouldBe(200);
        _issuer.Asked.Count.ShouldBe(fetched * 2);
    }

    [Fact]
    public async Task Keys_grow_old_and_serve_on_for_a_day_while_the_issuer_is_down()
    {
        var hook = Serve();
        (await Call(hook, _issuer.Sign(Payload()))).Status.ShouldBe(200);
        _issuer.IsDown = true;
        _time.Advance(IssuerKeys.Fresh);
        (await Call(hook, _issuer.Sign(Payload()))).Status.ShouldBe(200);
        _time.Advance(IssuerKeys.Longest);
        var answered = await Call(hook, _issuer.Sign(Payload()));
        answered.Status.ShouldBe(503);
        answered.Code.ShouldBe("auth_unavailable");
        hook.Starts.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("https://other.example")]
    [InlineData("https://id.example/")]
    public async Task A_discovery_document_of_another_issuer_is_not_believed(string says)
    {
        _issuer.Says = says;
        (await Call(Serve(), _issuer.Sign(Payload()))).Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_key_set_without_end_is_not_read_to_its_end()
    {
        _issuer.Extra = new string(' ', 300_000);
        (await Call(Serve(), _issuer.Sign(Payload()))).Status.ShouldBe(503);
    }

    [Fact]
    public async Task Without_a_token_it_is_said_what_is_needed()
    {
        var answered = await Serve().Get();
        answered.Code.ShouldBe("auth_missing");
        answered.Header("WWW-Authenticate").ShouldBe("Bearer realm=\"keyway\"");
    }

    private sealed class FakeIssuer
    {
        // Making a key takes longer than all else here.
        private static readonly RSA FirstRsa = RSA.Create(2048);
        private static readonly ECDsa FirstEc = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        private RSA _rsa = FirstRsa;
        private ECDsa _ec = FirstEc;
        private int _generation;

        public List<string> Asked { get; } = [];
        public bool IsDown { get; set; }
        public string Says { get; set; } = Issuer;
        public string Extra { get; set; } = "";
        public string Kid => "rsa" + _generation;
        public string PublicPem => _rsa.ExportSubjectPublicKeyInfoPem();

        public string Jwk
        {
            get
            {
                var rsa = _rsa.ExportParameters(false);
                return $$"""{"kty":"RSA","kid":"{{Kid}}","n":"{{Encode(rsa.Modulus!)}}","e":"{{Encode(rsa.Exponent!)}}"}""";
            }
        }

        public string Jwks
        {
            get
            {
                var ec = _ec.ExportParameters(false);
                return $$"""{"keys":[{{Jwk}},{"kty":"EC","crv":"P-256","kid":"ec{{_generation}}","use":"sig","x":"{{Encode(ec.Q.X!)}}","y":"{{Encode(ec.Q.Y!)}}"}{{Extra}}]}""";
            }
        }

        public void Rotate()
        {
            _rsa = RSA.Create(2048);
            _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            _generation++;
        }

        public string Sign(string payload, string algorithm = "RS256", string? header = null)
        {
            var kid = algorithm.StartsWith("ES") ? "ec" + _generation : Kid;
            var signed = Encode(header ?? $$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"{{kid}}"}""") + "." + Encode(payload);
            var bytes = Encoding.ASCII.GetBytes(signed);
            var signature = algorithm switch
            {
                "ES256" => _ec.SignData(bytes, HashAlgorithmName.SHA256),
                "PS384" => _rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
                _ => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            };
            return signed + "." + Encode(signature);
        }

        public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

        public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        public Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken ct)
        {
            if (IsDown) throw new HttpRequestException("down");
            var address = request.RequestUri!.ToString();
            lock (Asked) Asked.Add(address);
            var json = address switch
            {
                Issuer + "/.well-known/openid-configuration" => $$"""{"issuer":"{{Says}}","jwks_uri":"https://keys.example/jwks"}""",
                "https://keys.example/jwks" => Jwks,
                _ => null,
            };
            return Task.FromResult(json is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : new HttpResponseMessage { Content = new StringContent(json) });
        }
    }
}
