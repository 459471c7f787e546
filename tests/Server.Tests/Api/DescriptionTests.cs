using Keyway.Server.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keyway.Server.Tests.Api;

public sealed class DescriptionTests(ApiServer server)
{
    [Fact]
    public async Task The_description_has_every_route_with_a_summary_and_its_scope()
    {
        var document = (await server.Get("/openapi.json", key: null)).ShouldBeGood();
        var endpoints = server.Server.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ApiEndpoint>() is not null);
        foreach (var endpoint in endpoints)
        {
            var path = document["paths"]!["/" + endpoint.RoutePattern.RawText!.TrimStart('/')].ShouldNotBeNull(endpoint.RoutePattern.RawText);
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                var operation = path[method.ToLowerInvariant()].ShouldNotBeNull(endpoint.RoutePattern.RawText);
                operation["summary"]?.GetValue<string>().ShouldNotBeNullOrEmpty(endpoint.RoutePattern.RawText);
                if (endpoint.Metadata.GetMetadata<Server.Auth.NeededScope>() is { Name: { } scope }) operation.ToJsonString().ShouldContain(scope);
            }
        }
    }

    [Fact]
    public async Task The_description_is_what_the_code_says()
    {
        var made = await Made();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is not null) await File.WriteAllTextAsync(Kept, made);
        var kept = await File.ReadAllTextAsync(Kept);
        (kept == made).ShouldBeTrue("The API has changed and its description has not: run this test with UPDATE_GOLDEN=1, build, and look at the difference.");
    }

    private static string Kept => Path.Combine(RefusalTests.Root(), "src", "Server", "Api", "openapi.json");

    private async Task<string> Made()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddApi(server.Server.App.Services.GetRequiredService<ApiPorts>(), default);
        ApiDescription.Add(builder.Services);
        await using var app = builder.Build();
        app.MapApi();
        app.MapOpenApi("/made.json");
        await app.StartAsync();
        var made = await server.Client.GetStringAsync(app.Urls.First() + "/made.json");
        await app.StopAsync();
        return made.ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    [Fact]
    public async Task The_description_of_a_run_is_that_of_the_specification()
    {
        var schemas = (await server.Get("/openapi.json", key: null)).ShouldBeGood()["components"]!["schemas"]!;
        schemas["RunReply"]!["properties"]!.AsObject().Select(p => p.Key).ShouldContain("started_at");
        schemas["RunReply"]!["properties"]!["started_at"]!["format"]!.GetValue<string>().ShouldBe("date-time");
        schemas["ApiProblem"]!["properties"]!["code"].ShouldNotBeNull();
        schemas["RunReply"]!["properties"]!["event_bytes"]!["type"]!.GetValue<string>().ShouldBe("integer");
    }

    [Fact]
    public async Task Health_and_readiness_need_no_key()
    {
        (await server.Get("/healthz", key: null)).ShouldBeGood().Text("status").ShouldBe("ok");
        var ready = (await server.Get("/readyz", key: null)).ShouldBeGood();
        ready.Text("status").ShouldBe("ready");
        ready["checks"]!.AsArray().ShouldAllBe(c => c!["ok"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Metrics_count_runs_and_refusals_and_name_no_workflow()
    {
        var name = await server.Deployed(Samples.Notify);
        var url = (await server.Get("/api/workflows/" + name))["trigger"]!["url"]!.GetValue<string>();
        (await server.Post(url, new { }, key: null)).Status.ShouldBe(422);
        var metrics = (await server.Get("/metrics", key: null)).ShouldBeGood();
        metrics.Header("Content-Type")!.ShouldStartWith("text/plain; version=0.0.4");
        metrics.Body.ShouldContain("keyway_up 1\n");
        metrics.Body.ShouldContain("keyway_runs{status=");
        metrics.Body.ShouldMatch("""keyway_ingress_refused_total\{code="credentials_missing"\} [1-9]""");
        metrics.Body.ShouldNotContain(name);
    }
}
