namespace Keyway.Server.Tests.Api;

public sealed class SecretTests(ApiServer server)
{
    private const string Canary = "valuecanary-9d1f";

    [Fact]
    public async Task A_secret_goes_in_and_never_out()
    {
        var name = server.Name("secret");
        var put = (await server.Put("/api/secrets/" + name, new { value = Canary })).ShouldBeGood(201).ShouldNotTell(Canary);
        put.Header("ETag").ShouldBe("\"1\"");
        put["fields"]!.AsArray().ShouldBeEmpty();

        var again = (await server.Put("/api/secrets/" + name, new { value = new { user = "u", password = Canary } })).ShouldBeGood().ShouldNotTell(Canary);
        again["revision"]!.GetValue<int>().ShouldBe(2);
        again["fields"]!.ToJsonString().ShouldBe("""["user","password"]""");

        (await server.Get("/api/secrets/" + name)).ShouldBeGood().ShouldNotTell(Canary);
        (await server.Get("/api/secrets")).ShouldBeGood().ShouldNotTell(Canary).Body.ShouldContain(name);
        (await server.Put("/api/secrets/" + name, new { value = "x" }, ("If-Match", "\"1\""))).ShouldBeProblem(412, "precondition_failed");
        (await server.Delete("/api/secrets/" + name)).ShouldBeGood(204);
        (await server.Get("/api/secrets/" + name)).ShouldBeProblem(404, "secret_not_found");
    }

    [Fact]
    public async Task A_workflow_reads_what_was_put_last()
    {
        var secret = server.Name("token");
        await server.Put("/api/secrets/" + secret, new { value = new { token = "xoxb-wrong" } });
        var workflow = await server.Deployed(
            $$$"""
            trigger: { manual: {} }
            steps:
              - name: greet
                uses: slack/send-message
                connection: { external: { oauth_access_token: "{{ secret('keyway:{{{secret}}}#token') }}" } }
                with: { channel: {{{Samples.Channel}}}, text: hello }
            """);
        (await server.RunToEnd(workflow)).ShouldBeGood().Text("status").ShouldBe("failed");
        await server.Put("/api/secrets/" + secret, new { value = new { token = Samples.Token } });
        (await server.RunToEnd(workflow)).ShouldBeGood().ShouldNotTell(Samples.Token).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task An_environment_value_is_seen_by_expressions_at_once_and_never_shown()
    {
        var name = "E_" + server.Name("x").Replace('-', '_');
        (await server.Put("/api/env/" + name, new { value = Canary + " \" é" })).ShouldBeGood(201).ShouldNotTell(Canary);
        var workflow = await server.Deployed(
            $$$"""
            trigger: { manual: {} }
            steps:
              - name: a
                uses: data/set
                with: { value: "{{ env.{{{name}}}.length }}" }
              - name: b
                uses: data/set
                with: { value: { shown: "{{ env.{{{name}}} }}", is: "{{ env.{{{name}}} === '{{{Canary}}} \" é' }}" } }
            """);
        var run = (await server.RunToEnd(workflow)).ShouldBeGood();
        run["result"]!["shown"]!.GetValue<string>().ShouldBe($"«env.{name}»");
        run["result"]!["is"]!.GetValue<bool>().ShouldBeTrue();

        (await server.Get("/api/env")).ShouldBeGood().ShouldNotTell(Canary).Body.ShouldContain(name);
        (await server.Get("/api/env/" + name)).ShouldBeGood().ShouldNotTell(Canary);
        (await server.Delete("/api/env/" + name)).ShouldBeGood(204);
        (await server.RunToEnd(workflow))["result"].ShouldBeNull();
    }

    [Fact]
    public async Task The_built_in_stores_are_listed()
    {
        var stores = (await server.Get("/api/secret-stores")).ShouldBeGood();
        stores["items"]!.AsArray().Select(s => s!["name"]!.GetValue<string>()).ShouldBe(["env", "keyway"]);
        (await server.Get("/api/secret-stores/keyway")).ShouldBeGood();
    }
}
