using System.Net;

namespace Keyway.Secrets.Tests;

public sealed class EgressAllowTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.9.8.7", 80, true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", 80, false)]
    [InlineData("192.168.1.5", "192.168.1.5", 8080, true)]
    [InlineData("192.168.1.5", "192.168.1.6", 8080, false)]
    [InlineData("192.168.1.5:8080", "192.168.1.5", 8080, true)]
    [InlineData("192.168.1.5:8080", "192.168.1.5", 80, false)]
    [InlineData("10.0.0.0/8:443", "10.1.1.1", 443, true)]
    [InlineData("10.0.0.0/8:443", "10.1.1.1", 80, false)]
    [InlineData("fd00::/8", "fd12::1", 80, true)]
    [InlineData("::1", "::1", 80, true)]
    [InlineData("[::1]:5400", "::1", 5400, true)]
    [InlineData("[::1]:5400", "::1", 80, false)]
    [InlineData(" 127.0.0.1 , 10.0.0.1 ", "10.0.0.1", 80, true)]
    [InlineData("", "127.0.0.1", 80, false)]
    public void Addresses_and_ranges_with_a_port_or_without(string allow, string address, int port, bool allowed) =>
        EgressAllow.Parse(allow).NamesAddress(IPAddress.Parse(address), port).ShouldBe(allowed);

    [Theory]
    [InlineData("localhost", "localhost", 80, true)]
    [InlineData("localhost:5400", "localhost", 80, false)]
    [InlineData("Vault.Internal", "vault.internal", 8200, true)]
    [InlineData("*.internal", "a.b.internal", 80, true)]
    [InlineData("*.internal", "internal", 80, false)]
    [InlineData("*.internal", "evilinternal", 80, false)]
    [InlineData("vault.internal", "vault.internal.evil.test", 80, false)]
    public void Hosts_by_name(string allow, string host, int port, bool allowed) => EgressAllow.Parse(allow).NamesHost(host, port).ShouldBe(allowed);

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("host:port")]
    [InlineData("http://host")]
    [InlineData("a b")]
    [InlineData("*")]
    [InlineData("host:0")]
    public void What_is_none_of_these_is_refused_at_start(string allow) => Should.Throw<FormatException>(() => EgressAllow.Parse(allow));
}
