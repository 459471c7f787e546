using System.Collections.Concurrent;
using Keyway.Engine.Secrets;

namespace Keyway.Secrets;

/// <summary>How long answers are kept. One for all stores.</summary>
public sealed record SecretCacheOptions
{
    /// <summary>How long a found secret is good, unless its store says it ends earlier.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long "there is none" and "not for you" are good: long enough to spare a store, short enough for a person who just put it right.</summary>
    public TimeSpan NegativeTtl { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long after its time a found secret still serves when the store does not answer; never when it says no.</summary>
    public TimeSpan StaleFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The least time between two fresh readings of one secret, so that a credential that every call is refused with does not storm its store.</summary>
    public TimeSpan FreshAtMostEvery { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxEntries { get; init; } = 10_000;
}

/// <summary>
/// Reads secrets from the configured stores. The whole question is the key of the cache, so tenants and workflows never share an answer; one question
/// is asked once at a time, however many runs wait for it.
/// </summary>
public sealed class SecretResolver
{
    private readonly TimeProvider _time;
    private readonly SecretCacheOptions _options;
    private readonly ConcurrentDictionary<SecretQuery, Reading> _readings = new();
    private IReadOnlyDictionary<string, ISecretProvider> _stores;

    public SecretResolver(IReadOnlyDictionary<string, ISecretProvider> stores, TimeProvider time, SecretCacheOptions? options = null)
    {
        _stores = stores;
        _time = time;
        _options = options ?? new();
    }

    /// <summary>The stores by name; another set takes effect at once, and nothing read from the old one is kept.</summary>
    public IReadOnlyDictionary<string, ISecretProvider> Stores
    {
        get => _stores;
        set
        {
            _stores = value;
            _readings.Clear();
        }
    }

    /// <summary>Matches <see cref="ReadSecret"/>.</summary>
    /// <param name="fresh">Asks the store even if an answer is kept.</param>
    /// <param name="ct">Ends this wait; others who wait for the same answer still get it.</param>
    public async ValueTask<SecretLookup> Read(SecretQuery query, bool fresh, CancellationToken ct)
    {
        if (!_stores.TryGetValue(query.Reference.Store, out var store)) return new SecretLookup.Unavailable("unknown_store");
        var kept = _readings.GetValueOrDefault(query);
        if (kept is not null && IsGood(kept, fresh)) return await kept.Answer.WaitAsync(ct);
        if (_readings.Count >= _options.MaxEntries) Shrink();
        var mine = new Reading(_time.GetUtcNow());
        var current = kept is null ? _readings.GetOrAdd(query, mine) : _readings.TryUpdate(query, mine, kept) ? mine : _readings.GetValueOrDefault(query, mine);
        if (ReferenceEquals(current, mine)) _ = Ask(store, query, mine, kept);
        return await current.Answer.WaitAsync(ct);
    }

    /// <summary>Forgets what was read for this question: it is asked anew.</summary>
    public void Invalidate(SecretQuery query) => _readings.TryRemove(query, out _);

    private bool IsGood(Reading reading, bool fresh)
    {
        if (!reading.Answer.IsCompleted) return true;
        var now = _time.GetUtcNow();
        return now < reading.GoodUntil && (!fresh || now < reading.AskedAt + _options.FreshAtMostEvery);
    }

    // Owned by the reading: it always completes it, within the time-out, and throws nothing.
    private async Task Ask(ISecretProvider store, SecretQuery query, Reading reading, Reading? before)
    {
        var answer = await Get(store, query);
        var now = _time.GetUtcNow();
        if (answer is SecretLookup.Unavailable && before?.Found is { } old && now < before.ServesUntil)
        {
            // Kept for a moment, so that a store that is down is not asked by every step, each waiting for its time-out.
            reading.Complete(old, now + _options.NegativeTtl, before.ServesUntil);
            return;
        }
        var end = answer is SecretLookup.Found { Expires: { } expires } ? expires : DateTimeOffset.MaxValue;
        var goodUntil = answer switch
        {
            SecretLookup.Found => Earlier(end, now + _options.Ttl),
            SecretLookup.Unavailable => now,
            _ => now + _options.NegativeTtl,
        };
        reading.Complete(answer, goodUntil, Earlier(end, goodUntil + _options.StaleFor));
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private async Task<SecretLookup> Get(ISecretProvider store, SecretQuery query)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        try
        {
            return await store.Get(query, timeout.Token).AsTask().WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            return new SecretLookup.Unavailable("timeout");
        }
        catch (Exception)
        {
            // A defect of the provider; its text may hold what the store sent.
            return new SecretLookup.Unavailable("failed");
        }
    }

    private void Shrink()
    {
        var now = _time.GetUtcNow();
        foreach (var (query, reading) in _readings)
            if (reading.Answer.IsCompleted && now >= reading.GoodUntil) _readings.TryRemove(query, out _);
        if (_readings.Count >= _options.MaxEntries) _readings.Clear();
    }

    /// <summary>One question put to a store: under way, then its answer and how long that is good.</summary>
    private sealed class Reading(DateTimeOffset askedAt)
    {
        private readonly TaskCompletionSource<SecretLookup> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset AskedAt => askedAt;
        public DateTimeOffset GoodUntil { get; private set; }

        /// <summary>How long a found secret may stand in for a store that does not answer.</summary>
        public DateTimeOffset ServesUntil { get; private set; }
        public Task<SecretLookup> Answer => _answer.Task;
        public SecretLookup.Found? Found => _answer.Task.IsCompletedSuccessfully ? _answer.Task.Result as SecretLookup.Found : null;

        public void Complete(SecretLookup answer, DateTimeOffset goodUntil, DateTimeOffset servesUntil)
        {
            GoodUntil = goodUntil;
            ServesUntil = servesUntil;
            _answer.SetResult(answer);
        }
    }
}
