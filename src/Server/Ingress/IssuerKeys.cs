using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Keyway.Engine.Triggers;
using Keyway.Engine.Values;
using Microsoft.IdentityModel.Tokens;

namespace Keyway.Server.Ingress;

/// <summary>Sends a request through the guarded client: an issuer's address is written by a workflow's author, and must not reach private networks.</summary>
public delegate Task<HttpResponseMessage> AskIssuer(HttpRequestMessage request, CancellationToken ct);

/// <summary>
/// The public keys of token issuers, fetched by discovery or from a key set's address, and kept. An unknown key id asks again, though not
/// more often than <see cref="ShortestPause"/>: otherwise a caller with made-up ids could make this server call the issuer at will.
/// </summary>
public sealed class IssuerKeys(AskIssuer ask, TimeProvider time)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>How long keys serve while the issuer cannot be reached.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(30);

    private const int MaxDocumentBytes = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Kept> _issuers = new(StringComparer.Ordinal);

    /// <summary>The issuer's keys; null when it cannot be reached and none are kept.</summary>
    /// <param name="knows">False for keys that lack the one looked for: then they are fetched again, if that may be.</param>
    public async ValueTask<IReadOnlyList<SecurityKey>?> Of(TriggerAuth.Jwt auth, Func<IReadOnlyList<SecurityKey>, bool> knows)
    {
        var kept = _issuers.GetOrAdd(auth.Issuer + "\n" + auth.Jwks, static _ => new());
        var age = time.GetUtcNow() - kept.FetchedAt;
        if (kept.Keys is { } keys && age < Fresh && knows(keys)) return keys;
        await kept.Refresh(() => Fetch(auth), time);
        return time.GetUtcNow() - kept.FetchedAt < Longest ? kept.Keys : null;
    }

    // Never cancelled by one caller, since others wait for the same answer.
    private async Task<IReadOnlyList<SecurityKey>?> Fetch(TriggerAuth.Jwt auth)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        try
        {
            if ((auth.Jwks ?? await Discover(auth.Issuer, timeout.Token)) is not { } address) return null;
            if (await Get(address, timeout.Token) is not { } json) return null;
            return [.. new JsonWebKeySet(Encoding.UTF8.GetString(json)).GetSigningKeys().Where(k => k is RsaSecurityKey or ECDsaSecurityKey or X509SecurityKey)];
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>OpenID Connect Discovery 1.0: the document must speak of this very issuer, or another's keys would count.</summary>
    private async Task<Uri?> Discover(string issuer, CancellationToken ct)
    {
        if (await Get(new Uri(issuer.TrimEnd('/') + "/.well-known/openid-configuration"), ct) is not { } json) return null;
        var document = ValueJson.Parse(json);
        return document["issuer"] == issuer && document["jwks_uri"].TryGetText(out var text) && Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;
    }

    private async Task<byte[]?> Get(Uri address, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new("application/json"));
        using var response = await ask(request, ct);
        if (!response.IsSuccessStatusCode) return null;
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var document = new byte[MaxDocumentBytes + 1];
        var length = await stream.ReadAtLeastAsync(document, document.Length, throwOnEndOfStream: false, ct);
        return length > MaxDocumentBytes ? null : document[..length];
    }

    private sealed class Kept
    {
        private readonly Lock _lock = new();
        private Task _refreshing = Task.CompletedTask;
        private DateTimeOffset _triedAt;

        public IReadOnlyList<SecurityKey>? Keys { get; private set; }
        public DateTimeOffset FetchedAt { get; private set; }

        /// <summary>One fetch for all who ask at once, and none where the last one was a moment ago.</summary>
        public Task Refresh(Func<Task<IReadOnlyList<SecurityKey>?>> fetch, TimeProvider time)
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                if (!_refreshing.IsCompleted || now - _triedAt < ShortestPause) return _refreshing;
                _triedAt = now;
                return _refreshing = Run(now);
            }

            async Task Run(DateTimeOffset now)
            {
                if (await fetch() is not { } keys) return;
                lock (_lock)
                {
                    Keys = keys;
                    FetchedAt = now;
                }
            }
        }
    }
}
