using Keyway.Engine.Secrets;
using Keyway.Engine.Values;

namespace Keyway.Secrets.Tests;

public sealed class SecretResolverTests
{
    private readonly Clock _clock = new();
    private readonly FakeStore _store = new();

    [Fact]
    public async Task A_found_secret_is_kept_for_its_time_and_then_asked_for_again()
    {
        var resolver = Resolver();
        _store.Answer = () => Found("one");
        (await Read(resolver)).ShouldBe("one");
        _store.Answer = () => Found("two");
        _clock.Advance(299);
        (await Read(resolver)).ShouldBe("one");
        _clock.Advance(1);
        (await Read(resolver)).ShouldBe("two");
        _store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_secret_is_not_kept_beyond_the_end_that_its_store_gave()
    {
        var resolver = Resolver();
        _store.Answer = () => new SecretLookup.Found(Content("one"), _clock.GetUtcNow().AddSeconds(20));
        await Read(resolver);
        _clock.Advance(20);
        await Read(resolver);
        _store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Fresh_asks_the_store_but_not_in_a_storm()
    {
        var resolver = Resolver();
        _store.Answer = () => Found("one");
        await Read(resolver);
        _store.Answer = () => Found("two");
        (await Read(resolver, fresh: true)).ShouldBe("one");
        _clock.Advance(5);
        (await Read(resolver, fresh: true)).ShouldBe("two");
        (await Read(resolver)).ShouldBe("two");
        _store.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_asks_meanwhile_waits_for_the_same_answer()
    {
        var resolver = Resolver();
        var answer = new TaskCompletionSource<SecretLookup>();
        _store.Later = answer.Task;
        var readings = Enumerable.Range(0, 20).Select(_ => Read(resolver)).ToArray();
        answer.SetResult(Found("one"));
        (await Task.WhenAll(readings)).ShouldAllBe(v => v == "one");
        _store.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_spoil_it_for_the_others()
    {
        var resolver = Resolver();
        var answer = new TaskCompletionSource<SecretLookup>();
        _store.Later = answer.Task;
        using var impatient = new CancellationTokenSource();
        var first = resolver.Read(Query("a"), false, impatient.Token).AsTask();
        var second = Read(resolver);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        answer.SetResult(Found("one"));
        (await second).ShouldBe("one");
        _store.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Tenants_workflows_and_references_never_share_an_answer()
    {
        var resolver = Resolver();
        _store.Answer = () => Found("x");
        SecretQuery[] queries =
        [
            Query("a"), Query("b"), Query("a") with { Tenant = "other" }, Query("a") with { Workflow = "other" },
            Query("a") with { Reference = Query("a").Reference with { Field = "f" } },
            Query("a") with { Reference = Query("a").Reference with { Options = new("2") } },
            Query("a") with { Reference = Query("a").Reference with { Path = new SecretPath(["a"], isAbsolute: true) } },
        ];
        foreach (var query in queries) await resolver.Read(query, false, CancellationToken.None);
        _store.Asked.ShouldBe(queries.Length);
        foreach (var query in queries) await resolver.Read(query with { }, false, CancellationToken.None);
        _store.Asked.ShouldBe(queries.Length);
    }

    [Fact]
    public async Task No_is_remembered_for_a_moment_and_always_believed()
    {
        var resolver = Resolver();
        _store.Answer = () => Found("one");
        await Read(resolver);
        _clock.Advance(300);
        _store.Answer = () => new SecretLookup.Denied();
        (await resolver.Read(Query("a"), false, CancellationToken.None)).ShouldBeOfType<SecretLookup.Denied>();
        _store.Answer = () => Found("two");
        (await resolver.Read(Query("a"), false, CancellationToken.None)).ShouldBeOfType<SecretLookup.Denied>();
        _clock.Advance(3);
        (await Read(resolver)).ShouldBe("two");
    }

    [Fact]
    public async Task A_store_that_is_down_is_stood_in_for_by_what_it_said_before()
    {
        var resolver = Resolver();
        _store.Answer = () => Found("one");
        await Read(resolver);
        _clock.Advance(300);
        _store.Answer = () => new SecretLookup.Unavailable("timeout");
        (await Read(resolver)).ShouldBe("one");
        (await Read(resolver)).ShouldBe("one");
        _store.Asked.ShouldBe(2);
        _clock.Advance(600);
        (await resolver.Read(Query("a"), false, CancellationToken.None)).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task A_lease_that_has_ended_stands_in_for_nothing()
    {
        var resolver = Resolver();
        _store.Answer = () => new SecretLookup.Found(Content("one"), _clock.GetUtcNow().AddSeconds(20));
        await Read(resolver);
        _clock.Advance(20);
        _store.Answer = () => new SecretLookup.Unavailable("timeout");
        (await resolver.Read(Query("a"), false, CancellationToken.None)).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task What_a_store_throws_stays_there()
    {
        var resolver = Resolver();
        _store.Answer = () => throw new InvalidOperationException("the password is hunter2");
        var lookup = (await resolver.Read(Query("a"), false, CancellationToken.None)).ShouldBeOfType<SecretLookup.Unavailable>();
        lookup.Code.ShouldBe("failed");
        lookup.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_store_that_hangs_is_unavailable()
    {
        var resolver = new SecretResolver(new Dictionary<string, ISecretProvider> { ["fake"] = _store }, TimeProvider.System, new() { Timeout = TimeSpan.FromMilliseconds(50) });
        _store.Later = new TaskCompletionSource<SecretLookup>().Task;
        (await resolver.Read(Query("a"), false, CancellationToken.None)).ShouldBe(new SecretLookup.Unavailable("timeout"));
    }

    [Fact]
    public async Task Other_stores_and_invalidation_take_effect_at_once()
    {
        var resolver = Resolver();
        _store.Answer = () => Found("one");
        await Read(resolver);
        resolver.Invalidate(Query("a"));
        await Read(resolver);
        _store.Asked.ShouldBe(2);
        resolver.Stores = new Dictionary<string, ISecretProvider>();
        (await resolver.Read(Query("a"), false, CancellationToken.None)).ShouldBe(new SecretLookup.Unavailable("unknown_store"));
    }

    private SecretResolver Resolver() => new(new Dictionary<string, ISecretProvider> { ["fake"] = _store }, _clock);

    private static SecretQuery Query(string path) => new("default", "greet", new SecretRef("fake", new SecretPath([path]), null, SecretOptions.None));

    private static async Task<string> Read(SecretResolver resolver, bool fresh = false) =>
        Revealed(await resolver.Read(Query("a"), fresh, CancellationToken.None));

    internal static string Revealed(SecretLookup lookup) => lookup.ShouldBeOfType<SecretLookup.Found>().Value.Labelled(new Label("x")).Reveal()!;

    private static SecretLookup Found(string text) => new SecretLookup.Found(Content(text));

    private static SecretContent Content(string text) => new(text);

    private sealed class FakeStore : ISecretProvider
    {
        public Func<SecretLookup>? Answer { get; set; }
        public Task<SecretLookup>? Later { get; set; }
        public int Asked { get; private set; }

        public async ValueTask<SecretLookup> Get(SecretQuery query, CancellationToken ct)
        {
            Asked++;
            return Later is null ? Answer!() : await Later;
        }
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public void Advance(int seconds) => _now += TimeSpan.FromSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
