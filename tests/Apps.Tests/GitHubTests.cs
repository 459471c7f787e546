using Keyway.Engine.Values;

namespace Keyway.Apps.Tests;

public sealed class GitHubTests
{
    private static readonly Value Issue = Value.Object(("owner", "acme"), ("repo", "support"), ("number", 7));

    [Fact]
    public async Task A_call_says_who_it_is_and_which_version_of_the_api_it_speaks()
    {
        await using var api = await FakeApi.Start(_ => """{"number":7,"labels":["plain",{"name":"bug"}],"user":{"login":"ada"},"assignees":[]}""");
        using var bench = Bench.At(api.Address);
        var issue = Bench.Success(await bench.Run("github/get-issue", Issue));
        issue["labels"].ShouldBe(Value.Array("plain", "bug"));
        issue["user"].ShouldBe("ada");
        var request = api.Requests.ShouldHaveSingleItem();
        request.Target.ShouldBe("/repos/acme/support/issues/7");
        request.Headers["user-agent"].ShouldNotBeNullOrEmpty();
        request.Headers["accept"].ShouldBe("application/vnd.github+json");
        request.Headers["x-github-api-version"].ShouldBe("2022-11-28");
        request.Headers["authorization"].ShouldBe("Bearer " + Bench.Token);
    }

    [Theory]
    [InlineData(404, "hides private repositories")]
    [InlineData(409, "changed in the meantime")]
    [InlineData(410, "switched off")]
    [InlineData(422, "does not accept")]
    [InlineData(301, "renamed")]
    [InlineData(500, "GitHub's side")]
    public async Task A_status_comes_with_what_to_do(int status, string advice)
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(status, """{"message":"Not for messages"}"""));
        using var bench = Bench.At(api.Address);
        var error = Bench.Failure(await bench.Run("github/get-issue", Issue));
        error.Code.ShouldBe("app_error");
        error.Message.ShouldContain(advice);
        error.HttpStatus.ShouldBe(status);
    }

    [Fact]
    public async Task A_forbidden_call_names_the_permission_that_is_missing()
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(403, """{"message":"Resource not accessible by personal access token"}"""));
        using var bench = Bench.At(api.Address);
        var error = Bench.Failure(await bench.Run("github/create-issue", Value.Object(("owner", "acme"), ("repo", "support"), ("title", "x"))));
        error.Code.ShouldBe("credential_scope");
        error.Message.ShouldContain("Issues: write");
        error.Credential.ShouldBe("github.oauth_access_token");
    }

    [Theory]
    [InlineData(403, "x-ratelimit-remaining", "0", "{}", 60)]
    [InlineData(403, "retry-after", "30", "{}", 30)]
    [InlineData(429, "x-any", "1", "{}", 60)]
    [InlineData(403, "x-any", "1", """{"message":"You have exceeded a secondary rate limit."}""", 60)]
    public async Task Each_kind_of_rate_limit_is_one(int status, string header, string value, string body, int seconds)
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(status, body).With(header, value));
        using var bench = Bench.At(api.Address);
        var error = Bench.Failure(await bench.Run("github/get-issue", Issue));
        error.Code.ShouldBe("rate_limited");
        error.Retryable.ShouldBeTrue();
        error.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task A_limit_that_is_used_up_says_until_when()
    {
        var reset = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds();
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(403, "{}").With("x-ratelimit-remaining", "0").With("x-ratelimit-reset", reset.ToString()));
        using var bench = Bench.At(api.Address);
        var wait = Bench.Failure(await bench.Run("github/get-issue", Issue)).RetryAfter!.Value;
        wait.ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Bad_credentials_are_a_rejected_credential()
    {
        await using var api = await FakeApi.Start(_ => new FakeApi.Reply(401, """{"message":"Bad credentials"}"""));
        using var bench = Bench.At(api.Address);
        Bench.Failure(await bench.Run("github/get-issue", Issue)).Code.ShouldBe("credential_rejected");
    }

    [Fact]
    public async Task Issues_are_read_over_several_pages_without_pull_requests()
    {
        static string Page(int from, int count) =>
            "[" + string.Join(',', Enumerable.Range(from, count).Select(n => $$"""{"number":{{n}}{{(n % 2 == 0 ? ",\"pull_request\":{}" : "")}}}""")) + "]";
        await using var api = await FakeApi.Start(seen => seen.Target.EndsWith("page=1") ? Page(1, 100) : seen.Target.EndsWith("page=2") ? Page(101, 100) : Page(201, 30));
        using var bench = Bench.At(api.Address);
        var all = Bench.Success(await bench.Run("github/list-issues", Value.Object(("owner", "acme"), ("repo", "support"), ("limit", 500), ("labels", Value.Array("a b", "c")))));
        all["issues"].TryGetArray(out var issues).ShouldBeTrue();
        issues!.Count.ShouldBe(115);
        api.Requests.Count.ShouldBe(3);
        api.Requests[0].Target.ShouldBe("/repos/acme/support/issues?state=open&labels=a%20b%2Cc&per_page=100&page=1");
    }

    [Fact]
    public async Task No_input_climbs_out_of_its_place_in_the_address()
    {
        await using var api = await FakeApi.Start(_ => "{}");
        using var bench = Bench.At(api.Address);
        await bench.Run("github/get-repository", Value.Object(("owner", "acme"), ("repo", "../../user")));
        api.Requests.ShouldHaveSingleItem().Target.ShouldBe("/repos/acme/..%2F..%2Fuser");
        Bench.Failure(await bench.Run("github/get-repository", Value.Object(("owner", "acme"), ("repo", "..")))).Code.ShouldBe("invalid_url");
        Bench.Failure(await bench.Run("github/create-or-update-file",
            Value.Object(("owner", "acme"), ("repo", "r"), ("path", "docs/../../x"), ("content", "c"), ("message", "m")))).Code.ShouldBe("invalid_input");
        api.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_labelled_content_must_come_as_base64()
    {
        await using var api = await FakeApi.Start(seen => new FakeApi.Reply(seen.Method == "GET" ? 404 : 201, """{"content":{"path":"p","sha":"s"},"commit":{"sha":"c"}}"""));
        using var bench = Bench.At(api.Address);
        Value File(Value content, string encoding) => Value.Object(("owner", "acme"), ("repo", "r"), ("path", "p"), ("content", content), ("encoding", encoding), ("message", "m"));
        var error = Bench.Failure(await bench.Run("github/create-or-update-file", File(Bench.Labelled("the-key-of-ada", "trigger.key"), "text")));
        error.Message.ShouldContain("btoa");
        Bench.Success(await bench.Run("github/create-or-update-file", File(Bench.Labelled("dGhlLWtleQ==", "trigger.key"), "base64")))["created"].ShouldBe(true);
        api.Requests[^1].Json["content"].ShouldBe("dGhlLWtleQ==");
    }
}
