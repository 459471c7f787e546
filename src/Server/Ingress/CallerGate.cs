using System.Security.Cryptography;
using System.Text;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Ingress;

/// <summary>Checks who calls, before anything is stored or run. Every comparison is of digests, in constant time, with every key.</summary>
public sealed class CallerGate(TriggerKeys keys, JwtCheck jwt, TimeProvider time)
{
    private const string BearerChallenge = "Bearer realm=\"keyway\"";
    internal const string InvalidToken = BearerChallenge + ", error=\"invalid_token\"";

    /// <summary>A signature is over the body, which must be read first.</summary>
    public static bool NeedsBody(TriggerAuth auth) => auth is TriggerAuth.Hmac;

    public async ValueTask<CallerCheck> Check(string workflow, TriggerAuth auth, IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken ct) => auth switch
    {
        TriggerAuth.None => CallerCheck.Passed.Anybody,
        TriggerAuth.Bearer bearer => await CheckBearer(workflow, bearer, headers, ct),
        TriggerAuth.Basic basic => await CheckBasic(workflow, basic, headers, ct),
        TriggerAuth.ApiKey key => await CheckApiKey(workflow, key, headers, ct),
        TriggerAuth.Jwt token => await CheckJwt(token, headers),
        TriggerAuth.Hmac hmac => await CheckSignature(workflow, hmac, headers, body, ct),
        _ => throw new InvalidOperationException("A kind of auth that the gate does not know."),
    };

    private ValueTask<CallerCheck> CheckBearer(string workflow, TriggerAuth.Bearer bearer, IHeaderDictionary headers, CancellationToken ct) =>
        Presented(headers, "Bearer ") is { } token
            ? AnyOf(workflow, bearer.Tokens, token, InvalidToken, ct)
            : new(CallerCheck.Missing(BearerChallenge, "a token in the Authorization header, as in `Authorization: Bearer <token>`"));

    private ValueTask<CallerCheck> CheckJwt(TriggerAuth.Jwt auth, IHeaderDictionary headers) =>
        Presented(headers, "Bearer ") is { } token
            ? jwt.Check(auth, token)
            : new(CallerCheck.Missing(BearerChallenge, "a JSON Web Token of its issuer in the Authorization header, as in `Authorization: Bearer <token>`"));

    private ValueTask<CallerCheck> CheckApiKey(string workflow, TriggerAuth.ApiKey key, IHeaderDictionary headers, CancellationToken ct)
    {
        var challenge = $"ApiKey realm=\"keyway\", header=\"{key.Header}\"";
        return headers[key.Header] is [{ Length: > 0 } token]
            ? AnyOf(workflow, key.Tokens, token, challenge, ct)
            : new(CallerCheck.Missing(challenge, $"a key in the header {key.Header}"));
    }

    private async ValueTask<CallerCheck> CheckBasic(string workflow, TriggerAuth.Basic basic, IHeaderDictionary headers, CancellationToken ct)
    {
        const string Challenge = "Basic realm=\"keyway\", charset=\"UTF-8\"";
        if (Presented(headers, "Basic ") is not { } encoded) return CallerCheck.Missing(Challenge, "a user name and password (HTTP Basic)");
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length) || bytes.AsSpan(0, length).IndexOf((byte)':') is not (>= 0 and var colon))
            return CallerCheck.Wrong(Challenge);
        var user = SHA256.HashData(bytes.AsSpan(0, colon));
        var password = SHA256.HashData(bytes.AsSpan(colon + 1, length - colon - 1));
        return await Match(workflow, basic.Users, password, Challenge, user, ct);
    }

    private ValueTask<CallerCheck> AnyOf(string workflow, IReadOnlyList<NamedToken> tokens, string presented, string challenge, CancellationToken ct) =>
        Match(workflow, tokens, SHA256.HashData(Encoding.UTF8.GetBytes(presented)), challenge, null, ct);

    // All are compared, whichever matches: the time tells neither which one did nor how many there are before it.
    private async ValueTask<CallerCheck> Match(string workflow, IReadOnlyList<NamedToken> tokens, byte[] presented, string challenge, byte[]? user, CancellationToken ct)
    {
        NamedToken? matched = null;
        var unreadable = false;
        foreach (var token in tokens)
        {
            var digest = await keys.Digest(workflow, token.Token, ct);
            unreadable |= digest is null;
            var same = CryptographicOperations.FixedTimeEquals(presented, digest ?? []);
            if (user is not null) same &= CryptographicOperations.FixedTimeEquals(user, SHA256.HashData(Encoding.UTF8.GetBytes(token.Name)));
            if (same) matched = token;
        }
        if (matched is not null) return new CallerCheck.Passed(matched.Name, Value.Undefined);
        return unreadable ? CallerCheck.Unavailable : CallerCheck.Wrong(challenge);
    }

    private async ValueTask<CallerCheck> CheckSignature(
        string workflow, TriggerAuth.Hmac hmac, IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        List<byte[]> known = new(hmac.Keys.Count);
        foreach (var source in hmac.Keys)
            if (await keys.SigningKey(workflow, source, hmac.Form, ct) is { } key) known.Add(key);

        var name = Signature.HeaderOf(hmac.Form);
        var challenge = $"Signature realm=\"keyway\", header=\"{name}\"";
        // A header sent twice is nobody's: which of the two was signed cannot be told.
        var verdict = Signature.Check(hmac.Form, h => headers[h] is [{ } value] ? value : null, body.Span, known, hmac.Window, time.GetUtcNow());
        return verdict switch
        {
            SignatureVerdict.Valid => CallerCheck.Passed.Anybody,
            SignatureVerdict.Missing => CallerCheck.Missing(challenge, $"a signature in the header {name}"),
            SignatureVerdict.Expired => CallerCheck.Expired(challenge),
            SignatureVerdict.Wrong when known.Count < hmac.Keys.Count => CallerCheck.Unavailable,
            _ => CallerCheck.Wrong(challenge),
        };
    }

    /// <summary>What follows the scheme's name in Authorization; null when it is not there, or there more than once.</summary>
    private static string? Presented(IHeaderDictionary headers, string scheme) =>
        headers.Authorization is [{ } value] && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && value.AsSpan(scheme.Length).Trim() is { Length: > 0 } rest
            ? rest.ToString()
            : null;
}
