using System.Net;
using Keyway.Secrets.Outbound;

namespace Keyway.Secrets.Tests.Outbound;

/// <summary>Server-side request forgery: no spelling and no name leads a step into a private network.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("2606:4700::6810:84e5")]
    [InlineData("64:ff9b::808:808")] // NAT64 of 8.8.8.8
    [InlineData("2002:808:808::1")] // 6to4 of 8.8.8.8
    public void A_public_address_is_public(string address) => AddressRules.KindOf(IPAddress.Parse(address)).ToString().ShouldBe("Public");

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void An_inner_address_is_private(string address) => AddressRules.KindOf(IPAddress.Parse(address)).ToString().ShouldBe("Private");

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.170")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2001:0:a00:1::1")] // Teredo
    [InlineData("2001:db8::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("100::1")]
    public void A_special_address_is_special(string address) => AddressRules.KindOf(IPAddress.Parse(address)).ToString().ShouldBe("Special");

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[fe80::1%252]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://localhost/")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("https://127.0.0.1/")]
    public async Task No_spelling_of_a_private_address_is_called(string url)
    {
        using var world = new World().Knows("localhost", "127.0.0.1").Knows("localhost.", "127.0.0.1");
        var error = await world.Error(World.Get(url));
        error.Code.ShouldBeOneOf("egress_refused", "invalid_url");
    }

    [Fact]
    public async Task A_private_address_among_public_ones_is_refused()
    {
        using var world = new World().Knows("mixed.test", "93.184.215.14", "10.0.0.1");
        (await world.Error(World.Get("http://mixed.test/"))).Code.ShouldBe("egress_refused");
    }

    [Fact]
    public async Task A_name_is_looked_up_once_and_the_address_that_was_checked_is_the_one_called()
    {
        await using var host = await Host.Plain("here");
        using var world = new World($"127.0.0.1:{host.Port}").Knows("rebinding.test", "127.0.0.1");
        (await world.Reply(World.Get($"http://rebinding.test:{host.Port}/"))).Body.ShouldBe("here");
        // The name now leads elsewhere; the connection that was checked is still the one in use, and a new one is checked anew.
        world.Knows("rebinding.test", "169.254.169.254");
        (await world.Reply(World.Get($"http://rebinding.test:{host.Port}/"))).Body.ShouldBe("here");
        world.LookUps.ShouldBe(["rebinding.test"]);
        (await world.Error(World.Get("http://rebinding.test/"))).Code.ShouldBe("egress_refused");
        world.LookUps.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_named_host_may_be_private_but_not_the_metadata_of_a_cloud()
    {
        await using var host = await Host.Plain("inside");
        using var world = new World($"inner.test:{host.Port}").Knows("inner.test", "127.0.0.1");
        (await world.Reply(World.Get($"http://inner.test:{host.Port}/"))).Body.ShouldBe("inside");
        (await world.Error(World.Get("http://inner.test/"))).Code.ShouldBe("egress_refused");
        using var metadata = new World("inner.test").Knows("inner.test", "169.254.169.254");
        (await metadata.Error(World.Get("http://inner.test/"))).Code.ShouldBe("egress_refused");
    }

    [Theory]
    [InlineData(22)]
    [InlineData(25)]
    [InlineData(6000)]
    [InlineData(6667)]
    public async Task A_port_that_does_not_speak_http_is_refused(int port)
    {
        using var world = new World().Knows("public.test", "93.184.215.14");
        (await world.Error(World.Get($"http://public.test:{port}/"))).Message.ShouldContain("port");
    }

    [Theory]
    [InlineData("ftp://public.test/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://public.test/")]
    [InlineData("//public.test/")]
    [InlineData("public.test")]
    [InlineData("https://user:pass@public.test/")]
    [InlineData("")]
    public async Task Only_whole_http_addresses_are_called(string url)
    {
        using var world = new World();
        (await world.Error(World.Get(url))).Code.ShouldBe("invalid_url");
    }

    [Fact]
    public async Task An_unknown_name_is_a_network_error_without_the_name()
    {
        using var world = new World();
        var error = await world.Error(World.Get("https://nowhere-4711.test/"));
        error.Code.ShouldBe("network_error");
        error.Message.ShouldNotContain("4711");
    }

    [Fact]
    public async Task A_redirect_is_checked_like_a_call()
    {
        await using var host = await Host.Plain(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data/";
            return Task.CompletedTask;
        });
        using var world = new World($"127.0.0.1:{host.Port}");
        (await world.Error(World.Get($"http://127.0.0.1:{host.Port}/") with { MaxRedirects = 3 })).Code.ShouldBe("egress_refused");
    }
}
