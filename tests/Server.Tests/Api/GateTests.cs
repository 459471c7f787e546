using System.Net;
using Keyway.Engine.Sealing;
using Keyway.Server.Auth;
using Keyway.Server.Tests.Ingress;
using Microsoft.AspNetCore.Http;

namespace Keyway.Server.Tests.Api;

/// <summary>The gate by itself, with an address and a clock of the test's own.</summary>
public sealed class GateTests(ApiServer server)
{
    private const string Chosen = "a key that an operator chose";
    private readonly ManualTime _time = new();

    [Fact]
    public async Task An_address_that_tries_keys_is_stopped_before_it_may_guess_a_chosen_one()
    {
        var gate = Gate();
        for (var i = 0; i < FailedAttempts.Burst; i++) (await Call(gate, "wrong" + i)).ShouldBe(401);
        (await Call(gate, "wrong")).ShouldBe(429);
        (await Call(gate, Chosen)).ShouldBe(429);
        (await Call(gate, Chosen, address: "192.0.2.2")).ShouldBe(200);

        _time.Advance(FailedAttempts.Refill);
        (await Call(gate, Chosen)).ShouldBe(200);
    }

    [Fact]
    public async Task Whoever_holds_a_generated_key_is_not_locked_out_by_a_neighbour()
    {
        var key = ApiKey.Make(Entropies.System);
        var gate = Gate(key);
        for (var i = 0; i < FailedAttempts.Burst + 5; i++) await Call(gate, "wrong" + i);
        (await Call(gate, key)).ShouldBe(200);
        (await Call(gate, ApiKey.Make(Entropies.System))).ShouldBe(429);
    }

    [Fact]
    public async Task A_whole_network_of_version_6_is_one_caller()
    {
        var gate = Gate();
        for (var i = 0; i < FailedAttempts.Burst; i++) await Call(gate, "wrong", address: "2001:db8::" + (i + 1));
        (await Call(gate, Chosen, address: "2001:db8::ffff")).ShouldBe(429);
        (await Call(gate, Chosen, address: "2001:db8:0:1::1")).ShouldBe(200);
    }

    private ApiKeyGate Gate(string bootstrap = Chosen) => new(
        http =>
        {
            http.Response.StatusCode = 200;
            return Task.CompletedTask;
        },
        new ApiKeyTable(server.Server.Store, _time, ApiKey.Hash(bootstrap)), new FailedAttempts(_time));

    private static async Task<int> Call(ApiKeyGate gate, string key, string address = "192.0.2.1")
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        http.Request.Headers.Authorization = "Bearer " + key;
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new NeededScope(Scope.RunsRead)), "test"));
        await gate.InvokeAsync(http);
        if (http.Response.StatusCode == 429) int.Parse(http.Response.Headers.RetryAfter.ToString()).ShouldBeInRange(1, 60);
        return http.Response.StatusCode;
    }
}
