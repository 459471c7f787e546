using System.Buffers.Text;
using System.Text.Json;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Keyway.Server.Ingress;

/// <summary>
/// Checks a caller's JSON Web Token: signed by one of the issuer's keys with a public-key algorithm, for this audience, now. What a good token
/// says becomes <c>event.auth.claims</c>.
/// </summary>
public sealed class JwtCheck(IssuerKeys issuers, TimeProvider time)
{
    // No "none", and none with a shared secret: an issuer's public key, taken as one, would sign anything (RFC 8725, 2.1).
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async ValueTask<CallerCheck> Check(TriggerAuth.Jwt auth, string text)
    {
        if (Read(text) is not { } token) return CallerCheck.Wrong(CallerGate.InvalidToken);

        var keys = await issuers.Of(auth, known => Fitting(known, token).Count > 0);
        if (keys is null) return CallerCheck.Unavailable;
        var fitting = Fitting(keys, token);
        if (fitting.Count == 0) return CallerCheck.Wrong(CallerGate.InvalidToken);

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = auth.Issuer,
            ValidAudience = auth.Audience,
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = fitting,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            RequireAudience = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires, auth.ClockSkew),
        });
        if (!result.IsValid || Claims(token) is not { } claims) return CallerCheck.Wrong(CallerGate.InvalidToken);
        return new CallerCheck.Passed(claims["sub"].TryGetText(out var subject) ? subject : null, claims);
    }

    private JsonWebToken? Read(string text)
    {
        try
        {
            var token = _handler.ReadJsonWebToken(text);
            // An extension that must be understood, and is not (RFC 7515, 4.1.11).
            return Algorithms.Contains(token.Alg) && !token.TryGetHeaderValue<JsonElement>("crit", out _) ? token : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The keys that may have signed it: the one it names, or all where it names none.</summary>
    private static List<SecurityKey> Fitting(IReadOnlyList<SecurityKey> keys, JsonWebToken token) =>
        [.. keys.Where(k => string.IsNullOrEmpty(token.Kid) || k.KeyId == token.Kid)];

    private bool IsNow(DateTime? notBefore, DateTime? expires, TimeSpan skew)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + skew && (notBefore is not { } start || now >= start - skew);
    }

    private static Value? Claims(JsonWebToken token)
    {
        try
        {
            return ValueJson.Parse(Base64Url.DecodeFromChars(token.EncodedPayload));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }
}
