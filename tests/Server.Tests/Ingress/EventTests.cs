using Keyway.Engine.Triggers;
using Keyway.Engine.Values;

namespace Keyway.Server.Tests.Ingress;

/// <summary>SPEC 3.1: the address, and the event's fields.</summary>
public sealed class EventTests(IngressHost host) : IClassFixture<IngressHost>
{
    [Fact]
    public async Task A_request_becomes_an_event_with_the_documented_fields()
    {
        var hook = host.Serve(new());
        var answered = await hook.Send(HttpMethod.Patch, "/orders/7?a=1&b=x%20y&a=2", "application/json", "{\"n\":1}"u8.ToArray(), ("X-One", "1"), ("X-Two", "a"), ("X-Two", "b"));

        answered.Status.ShouldBe(200);
        hook.Event["method"].ShouldBe("PATCH");
        hook.Event["path"].ShouldBe("/orders/7");
        hook.Event["url"].ShouldBe(hook.Url + "/orders/7?a=1&b=x%20y&a=2");
        hook.Event["query"].ToString().ShouldBe("""{"a":["1","2"],"b":"x y"}""");
        hook.Event["headers"]["x-one"].ShouldBe("1");
        hook.Event["headers"]["x-two"].ShouldBe("a, b");
        hook.Event["headers"]["content-type"].ShouldBe("application/json");
        hook.Event["body"].ToString().ShouldBe("""{"n":1}""");
        hook.Event["client_ip"].ShouldBe("127.0.0.1");
        hook.Event["raw_body"].IsUndefined.ShouldBeTrue();
        hook.Event["auth"].IsUndefined.ShouldBeTrue();
    }
}
