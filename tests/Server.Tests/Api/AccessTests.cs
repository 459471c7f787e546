using System.Text.RegularExpressions;
using Keyway.Server.Api;
using Keyway.Server.Auth;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Keyway.Server.Tests.Api;

public sealed partial class AccessTests(ApiServer server)
{
    private static readonly string[] Open = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/schema/workflow.json", "/docs/errors/{code}"];

    private sealed record Route(string Method, string Pattern, NeededScope? Needs)
    {
        public string Path => Parameter().Replace(Pattern, "none");
    }

    [Fact]
    public void Every_route_needs_a_key_except_those_that_say_nothing_of_anybody() =>
        Routes().Where(r => r.Needs is null).Select(r => r.Pattern).ShouldBe(Open, ignoreOrder: true);

    [Fact]
    public void Every_route_under_api_names_its_scope() =>
        Routes().Where(r => r.Pattern.StartsWith("/api", StringComparison.Ordinal)).ShouldAllBe(r => r.Needs != null && Scope.All.Contains(r.Needs.Name!));

    [Fact]
    public async Task Without_a_key_no_route_is_reached()
    {
        foreach (var route in Routes().Where(r => r.Needs is not null))
        {
            var reply = await server.Send(route.Method, route.Path, null, key: null);
            reply.ShouldBeProblem(401, "key_missing").Header("WWW-Authenticate").ShouldBe("Bearer realm=\"keyway\"");
        }
    }

    [Fact]
    public async Task A_key_with_every_other_scope_is_refused_and_told_the_one_it_lacks()
    {
        var keys = new Dictionary<string, string>();
        foreach (var needed in Scope.All.Where(s => s != Scope.Admin))
            keys[needed] = (await server.Post("/api/keys", new { name = server.Name("all-but"), scopes = Scope.All.Where(s => s != needed && s != Scope.Admin) })).Text("key");
        keys[Scope.Admin] = keys[Scope.RunsRead];

        foreach (var route in Routes().Where(r => r.Needs is not null))
        {
            var reply = await server.Send(route.Method, route.Path, null, key: keys[route.Needs!.Name!]);
            reply.ShouldBeProblem(403, "scope_missing").Text("scope").ShouldBe(route.Needs.Name);
        }
    }

    [Fact]
    public async Task A_key_with_the_scope_is_let_in()
    {
        foreach (var scope in Scope.All)
        {
            var key = (await server.Post("/api/keys", new { name = server.Name("only"), scopes = new[] { scope } })).Text("key");
            foreach (var route in Routes().Where(r => r.Needs?.Name == scope && r.Method == "GET" && !r.Pattern.EndsWith("/live", StringComparison.Ordinal)))
                (await server.Get(route.Path, key)).Status.ShouldBeOneOf(200, 404);
        }
    }

    [Fact]
    public async Task No_route_breaks_on_a_malformed_body()
    {
        foreach (var route in Routes().Where(r => r.Method is "POST" or "PUT"))
        {
            foreach (var body in new[] { "{\"a\": tokencanary", "[]", "null", "\"tokencanary\"", "{\"a\":\"\\ud800\"}", "{\"\xff\":1}", "" })
            {
                var bytes = System.Text.Encoding.Latin1.GetBytes(body);
                var reply = await server.Send(route.Method, route.Path, bytes);
                reply.Status.ShouldBeInRange(200, 499, $"{route.Method} {route.Pattern} with {body}");
                if (reply.Status >= 400) reply.Header("Content-Type").ShouldBe("application/problem+json", $"{route.Method} {route.Pattern} with {body}");
                // The check of a workflow tells its author the author's own words.
                if (!route.Pattern.StartsWith("/api/workflows/", StringComparison.Ordinal) || route.Pattern.EndsWith("/run", StringComparison.Ordinal)) reply.ShouldNotTell("tokencanary");
            }
        }
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_refused()
    {
        (await server.Get("/api/workflows", key: "kw_000000000000000000000000000000000000000000000000")).ShouldBeProblem(401, "key_invalid");
        (await server.Send("GET", "/api/workflows", null, key: null, headers: ("Authorization", "Basic YTpi"))).ShouldBeProblem(401, "key_missing");
    }

    [Fact]
    public async Task A_key_is_shown_once_and_refused_once_deleted()
    {
        var name = server.Name("key");
        var made = (await server.Post("/api/keys", new { name, scopes = new[] { "runs:read" } })).ShouldBeGood(201);
        var key = made.Text("key");
        key.Length.ShouldBe(51);

        (await server.Get("/api/runs", key)).ShouldBeGood();
        var listed = (await server.Get("/api/keys")).ShouldBeGood();
        listed.Body.ShouldContain(name);
        listed.ShouldNotTell(key, key[3..20], Convert.ToHexStringLower(ApiKey.Hash(key)));
        (await server.Post("/api/keys", new { name, scopes = new[] { "runs:read" } })).ShouldBeProblem(409, "key_exists");

        (await server.Delete("/api/keys/" + name)).ShouldBeGood(204);
        (await server.Get("/api/runs", key)).ShouldBeProblem(401, "key_invalid");
        (await server.Delete("/api/keys/" + name)).ShouldBeProblem(404, "key_not_found");
    }

    [Theory]
    [InlineData("""{"name":"k","scopes":["everything"]}""", "invalid_field")]
    [InlineData("""{"name":"k","scopes":[]}""", "invalid_field")]
    [InlineData("""{"name":"k"}""", "invalid_field")]
    [InlineData("""{"name":"a b","scopes":["admin"]}""", "invalid_name")]
    [InlineData("""{"scopes":["admin"]}""", "invalid_name")]
    [InlineData("""{"name":"k","scopes":["admin"],"key":"mine"}""", "malformed_body")]
    public async Task A_key_that_makes_no_sense_is_not_made(string body, string code) => (await server.Post("/api/keys", body)).ShouldBeProblem(400, code);

    [Fact]
    public async Task Each_write_leaves_a_line_that_names_who_did_what()
    {
        var name = server.Name("audited");
        var key = (await server.Post("/api/keys", new { name = name + "-key", scopes = new[] { "secrets:write" } })).Text("key");
        await server.Send("PUT", "/api/secrets/" + name, ApiServer.Json(new { value = "auditcanary" }), key: key);
        var lines = await server.Server.Store.ListAudit(1000, CancellationToken.None);
        lines.ShouldContain(l => l.Who == name + "-key" && l.Act == "secret.put" && l.On == name);
        lines.ShouldNotContain(l => l.ToString().Contains("auditcanary"));
    }

    private List<Route> Routes() =>
    [
        .. server.Server.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ApiEndpoint>() is not null)
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => new Route(m, "/" + e.RoutePattern.RawText!.TrimStart('/'), e.Metadata.GetMetadata<NeededScope>()))),
    ];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
