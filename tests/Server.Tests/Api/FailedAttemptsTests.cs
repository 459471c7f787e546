using System.Net;
using Keyway.Server.Auth;
using Keyway.Server.Tests.Ingress;

namespace Keyway.Server.Tests.Api;

public sealed class FailedAttemptsTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");
    private readonly ManualTime _time = new();

    [Fact]
    public void An_address_may_fail_so_often_and_then_waits()
    {
        var failures = new FailedAttempts(_time);
        for (var i = 0; i < FailedAttempts.Burst; i++)
        {
            failures.Wait(Address).ShouldBeNull();
            failures.Count(Address);
        }
        failures.Wait(Address).ShouldBe(FailedAttempts.Refill);
        failures.Wait(IPAddress.Loopback).ShouldBeNull();

        _time.Advance(FailedAttempts.Refill);
        failures.Wait(Address).ShouldBeNull();
        failures.Count(Address);
        failures.Wait(Address).ShouldNotBeNull();
    }

    [Fact]
    public void No_number_of_addresses_fills_the_memory()
    {
        var failures = new FailedAttempts(_time);
        for (var i = 0; i < FailedAttempts.Burst; i++) failures.Count(Address);
        for (uint i = 0; i < FailedAttempts.MaxAddresses + 100; i++) failures.Count(new IPAddress(i));
        failures.Addresses.ShouldBe(FailedAttempts.MaxAddresses);
        failures.Wait(Address).ShouldNotBeNull("Who owes most is forgotten last.");
    }
}
